// Which screen is shown; the browser's back button works.
export type Screen = 'today' | 'plan' | 'player' | 'hurt';

class Nav {
  screen = $state<Screen>('today');

  constructor() {
    addEventListener('popstate', (event) => {
      this.screen = (event.state as { screen?: Screen } | null)?.screen ?? 'today';
    });
  }

  go(screen: Screen): void {
    if (screen === this.screen) return;
    history.pushState({ screen }, '');
    this.screen = screen;
    scrollTo(0, 0);
  }

  back(): void {
    history.back();
  }
}

export const nav = new Nav();
