//! Who has a journal, and who no longer has one.

use super::{Engine, anna, ben, event, exported, interleaved};
use coxa_store::{Enrolment, Erased, EventRecord, Journals, Outcome, PersonSummary};

pub(crate) async fn nobody_is_there_at_first<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    assert_eq!(store.people().await.unwrap(), []);
    let summary = store.summary().await.unwrap();
    assert_eq!((summary.people, summary.events), (0, 0));
    // SHA-256 of nothing.
    assert_eq!(summary.digest.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    E::close(store).await;
}

pub(crate) async fn enrolling_twice_is_once<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    assert_eq!(store.enrol(&anna()).await.unwrap(), Enrolment::New);
    assert_eq!(store.enrol(&anna()).await.unwrap(), Enrolment::Known);
    assert_eq!(store.people().await.unwrap().len(), 1);
    E::close(store).await;
}

pub(crate) async fn a_stranger_can_neither_append_nor_be_read<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&ben()).await.unwrap();
    let appended = store.append(&anna(), &interleaved()).await;
    assert_eq!(appended.map_err(|error| error.code()), Err("store.unknown_person"));
    let read = store.journal(&anna()).await;
    assert_eq!(read.map_err(|error| error.code()), Err("store.unknown_person"));
    assert_eq!(store.summary().await.unwrap().events, 0);
    E::close(store).await;
}

pub(crate) async fn people_are_listed_with_what_they_have<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&ben()).await.unwrap();
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let wanted = [
        PersonSummary { person: anna(), events: interleaved().len() as u64, latest_at_ms: Some(2_000) },
        PersonSummary { person: ben(), events: 0, latest_at_ms: None },
    ];
    assert_eq!(store.people().await.unwrap(), wanted);
    E::close(store).await;
}

pub(crate) async fn erasing_takes_one_person_and_leaves_the_other_untouched<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&ben()).await.unwrap();
    store.append(&ben(), &interleaved()).await.unwrap();
    let his = (exported(&store, &ben()).await, store.summary().await.unwrap());
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let erased = store.erase(&anna()).await.unwrap();
    assert_eq!(erased, Erased { known: true, events: interleaved().len() as u64 });
    assert_eq!((exported(&store, &ben()).await, store.summary().await.unwrap()), his);
    assert_eq!(store.journal(&anna()).await.map_err(|error| error.code()), Err("store.unknown_person"));
    E::close(store).await;
}

pub(crate) async fn an_erased_person_does_not_come_back_by_a_late_device<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    store.erase(&anna()).await.unwrap();
    let late = store.append(&anna(), &[event("watch", 0, 9_000)]).await;
    assert_eq!(late.map_err(|error| error.code()), Err("store.unknown_person"));
    assert_eq!(store.people().await.unwrap(), []);
    E::close(store).await;
}

pub(crate) async fn erasing_again_or_a_stranger_is_no_error<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    assert_eq!(store.erase(&anna()).await.unwrap(), Erased { known: true, events: 0 });
    assert_eq!(store.erase(&anna()).await.unwrap(), Erased { known: false, events: 0 });
    assert_eq!(store.erase(&ben()).await.unwrap(), Erased { known: false, events: 0 });
    E::close(store).await;
}

pub(crate) async fn whoever_is_enrolled_again_starts_empty<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    store.erase(&anna()).await.unwrap();
    assert_eq!(store.enrol(&anna()).await.unwrap(), Enrolment::New);
    assert_eq!(store.journal(&anna()).await.unwrap(), []);
    let again = store.append(&anna(), &[event("phone", 0, 1)]).await.unwrap();
    assert_eq!(again, [Outcome::Accepted]);
    E::close(store).await;
}

pub(crate) async fn the_digest_changes_with_any_field_of_any_event<E: Engine>() {
    let variants = [
        (anna(), "id", "device", 1, 10, "{}"),
        (ben(), "id", "device", 1, 10, "{}"),
        (anna(), "iddevice", "d", 1, 10, "{}"),
        (anna(), "id", "devic", 1, 10, "{}"),
        (anna(), "id", "device", 2, 10, "{}"),
        (anna(), "id", "device", 1, 11, "{}"),
        (anna(), "id", "device", 1, 10, "{ }"),
    ];
    let mut digests = Vec::new();
    for (person, id, device, seq, at_ms, line) in variants {
        let engine = E::fresh().await;
        let store = engine.open().await;
        store.enrol(&person).await.unwrap();
        store.append(&person, &[EventRecord::new(id, device, seq, at_ms, line).unwrap()]).await.unwrap();
        let digest = store.summary().await.unwrap().digest;
        assert!(!digests.contains(&digest), "{id} {device} {seq} {at_ms} {line}");
        digests.push(digest);
        E::close(store).await;
    }
}
