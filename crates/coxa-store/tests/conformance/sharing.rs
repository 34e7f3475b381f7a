//! Many at once: writers, readers, erasures, and those who go away.

use super::{Engine, anna, ben, event};
use coxa_store::{EventRecord, Journals, Outcome, StoreError};
use futures_util::future::{join, join_all};

fn of_device(device: usize, events: u64) -> Vec<EventRecord> {
    (0..events).map(|seq| event(&format!("device-{device}"), seq, (seq * 10) as i64 + device as i64)).collect()
}

pub(crate) async fn many_writers_at_once_lose_nothing<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    let devices: Vec<Vec<EventRecord>> = (0..20).map(|device| of_device(device, 10)).collect();
    let person = anna();
    let each_alone = devices.iter().flatten().map(|event| store.append(&person, std::slice::from_ref(event)));
    for outcome in join_all(each_alone).await {
        assert_eq!(outcome.unwrap(), [Outcome::Accepted]);
    }
    assert_eq!(store.journal(&anna()).await.unwrap().len(), 200);
    E::close(store).await;
}

pub(crate) async fn the_same_events_sent_by_many_at_once_are_kept_once<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    let events = of_device(0, 25);
    let person = anna();
    let outcomes = join_all((0..8).map(|_| store.append(&person, &events))).await;
    let accepted = outcomes.into_iter().flat_map(Result::unwrap).filter(|outcome| *outcome == Outcome::Accepted);
    assert_eq!(accepted.count(), events.len());
    assert_eq!(store.journal(&anna()).await.unwrap(), events);
    E::close(store).await;
}

pub(crate) async fn readers_see_whole_requests_only<E: Engine>() {
    const IN_ONE_REQUEST: u64 = 7;
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    let writing = async {
        for device in 0..20 {
            store.append(&anna(), &of_device(device, IN_ONE_REQUEST)).await.unwrap();
        }
    };
    let reading = async {
        for _ in 0..20 {
            assert_eq!(store.journal(&anna()).await.unwrap().len() as u64 % IN_ONE_REQUEST, 0);
        }
    };
    join(writing, reading).await;
    assert_eq!(store.journal(&anna()).await.unwrap().len() as u64, 20 * IN_ONE_REQUEST);
    E::close(store).await;
}

pub(crate) async fn erasing_while_others_append_and_read_ends_in_nothing<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.enrol(&ben()).await.unwrap();
    store.append(&ben(), &of_device(99, 5)).await.unwrap();
    let gone = |error: &StoreError| *error == StoreError::UnknownPerson;
    let writing = async {
        for device in 0..30 {
            let appended = store.append(&anna(), &of_device(device, 3)).await;
            assert!(appended.as_ref().err().is_none_or(gone), "{appended:?}");
        }
    };
    let reading = async {
        for _ in 0..30 {
            let read = store.journal(&anna()).await;
            assert!(read.as_ref().err().is_none_or(gone), "{read:?}");
        }
    };
    let erasing = async { store.erase(&anna()).await.unwrap() };
    let (_, erased) = join(join(writing, reading), erasing).await;
    assert!(erased.known);
    let left = store.summary().await.unwrap();
    assert_eq!((left.people, left.events), (1, 5));
    E::close(store).await;
}

pub(crate) async fn whoever_stops_waiting_may_send_again<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    let (person, events) = (anna(), of_device(0, 3));
    for _ in 0..50 {
        // Asked once and then dropped: the request is under way and nobody waits for it.
        let mut abandoned = store.append(&person, &events);
        assert!(futures_util::poll!(&mut abandoned).is_pending());
    }
    let outcomes = store.append(&anna(), &events).await.unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted | Outcome::Duplicate)));
    assert_eq!(store.journal(&anna()).await.unwrap(), events);
    E::close(store).await;
}

pub(crate) async fn two_openings_of_one_store_see_each_other<E: Engine>() {
    let engine = E::fresh().await;
    let (first, second) = join(engine.open(), engine.open()).await;
    first.enrol(&anna()).await.unwrap();
    let writes = (0..10).map(|device| {
        let store = if device % 2 == 0 { &first } else { &second };
        async move { store.append(&anna(), &of_device(device, 4)).await.unwrap() }
    });
    join_all(writes).await;
    assert_eq!(first.summary().await.unwrap(), second.summary().await.unwrap());
    assert_eq!(first.summary().await.unwrap().events, 40);
    E::close(first).await;
    assert_eq!(second.journal(&anna()).await.unwrap().len(), 40);
    E::close(second).await;
}
