// Voice, tones and vibration: whichever the device has. Only voices that live on the device speak.

let audio: AudioContext | undefined;

/** Browsers let a page sound only after a tap; call this in one. */
export function wakeSound(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    audio = undefined;
  }
}

export function tone(hertz: number, seconds: number): void {
  if (!audio) return;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0.15, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start();
  oscillator.stop(audio.currentTime + seconds);
}

export function buzz(pattern: number[]): void {
  navigator.vibrate?.(pattern);
}

/** Says a text when a voice of the language lives on the device; a tone otherwise. */
export function say(text: string, language: string, on: boolean): void {
  const voices = 'speechSynthesis' in window ? speechSynthesis.getVoices() : [];
  const voice = voices.find((it) => it.localService && it.lang.startsWith(language));
  if (!on || !voice) {
    tone(660, 0.25);
    buzz([120]);
    return;
  }
  speechSynthesis.cancel();
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.voice = voice;
  spoken.lang = voice.lang;
  speechSynthesis.speak(spoken);
}

/** Keeps the screen awake; answers whether it could. */
export async function keepAwake(): Promise<WakeLockSentinel | undefined> {
  try {
    return await navigator.wakeLock?.request('screen');
  } catch {
    return undefined;
  }
}
