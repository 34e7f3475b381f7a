//! When two events are the same one.

use super::{Engine, anna, ben, event, exported};
use coxa_store::{Clash, EventRecord, Journals, Outcome, PersonId};

async fn enrolled<E: Engine>(people: &[PersonId]) -> (E, E::Store) {
    let engine = E::fresh().await;
    let store = engine.open().await;
    for person in people {
        store.enrol(person).await.unwrap();
    }
    (engine, store)
}

fn changed(original: &EventRecord, id: &str, device: &str, seq: u64) -> EventRecord {
    EventRecord::new(id, device, seq, original.at_ms(), r#"{"changed":true}"#).unwrap()
}

pub(crate) async fn an_event_is_kept_verbatim_and_once<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let first = event("phone", 0, 1_000);
    assert_eq!(store.append(&anna(), std::slice::from_ref(&first)).await.unwrap(), [Outcome::Accepted]);
    assert_eq!(store.append(&anna(), std::slice::from_ref(&first)).await.unwrap(), [Outcome::Duplicate]);
    assert_eq!(store.journal(&anna()).await.unwrap(), [first]);
    assert_eq!(store.append(&anna(), &[]).await.unwrap(), []);
    E::close(store).await;
}

pub(crate) async fn the_same_id_with_other_content_is_a_conflict_and_changes_nothing<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let first = event("phone", 0, 1_000);
    store.append(&anna(), std::slice::from_ref(&first)).await.unwrap();
    let elsewhere = EventRecord::new(first.id(), "tablet", 4, first.at_ms(), first.line()).unwrap();
    let later = EventRecord::new(first.id(), first.device(), first.seq(), first.at_ms() + 1, first.line()).unwrap();
    for other in [changed(&first, first.id(), "phone", 0), changed(&first, first.id(), "phone", 9), elsewhere, later] {
        assert_eq!(store.append(&anna(), &[other]).await.unwrap(), [Outcome::Conflict(Clash::Id)]);
    }
    assert_eq!(store.journal(&anna()).await.unwrap(), [first]);
    E::close(store).await;
}

pub(crate) async fn the_same_place_with_other_content_is_a_conflict_and_changes_nothing<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let first = event("phone", 0, 1_000);
    store.append(&anna(), std::slice::from_ref(&first)).await.unwrap();
    let other = changed(&first, "another-id", "phone", 0);
    assert_eq!(store.append(&anna(), &[other]).await.unwrap(), [Outcome::Conflict(Clash::Place)]);
    assert_eq!(store.journal(&anna()).await.unwrap(), [first]);
    E::close(store).await;
}

pub(crate) async fn one_request_is_judged_line_by_line<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let (first, second) = (event("phone", 0, 1_000), event("phone", 1, 2_000));
    store.append(&anna(), std::slice::from_ref(&first)).await.unwrap();
    let request = [changed(&first, first.id(), "phone", 3), first.clone(), second.clone()];
    let outcomes = store.append(&anna(), &request).await.unwrap();
    assert_eq!(outcomes, [Outcome::Conflict(Clash::Id), Outcome::Duplicate, Outcome::Accepted]);
    assert_eq!(store.journal(&anna()).await.unwrap(), [first, second]);
    E::close(store).await;
}

pub(crate) async fn a_repeated_line_inside_one_request_is_a_duplicate<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let first = event("phone", 0, 1_000);
    let request = [first.clone(), first.clone(), changed(&first, "another-id", "phone", 0)];
    let outcomes = store.append(&anna(), &request).await.unwrap();
    assert_eq!(outcomes, [Outcome::Accepted, Outcome::Duplicate, Outcome::Conflict(Clash::Place)]);
    assert_eq!(store.journal(&anna()).await.unwrap(), [first]);
    E::close(store).await;
}

pub(crate) async fn a_gap_in_the_numbers_is_kept_and_can_be_filled_later<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    let events: Vec<EventRecord> = (0..4).map(|seq| event("phone", seq, 1_000 * seq as i64)).collect();
    store.append(&anna(), &[events[0].clone(), events[3].clone()]).await.unwrap();
    assert_eq!(store.journal(&anna()).await.unwrap(), [events[0].clone(), events[3].clone()]);
    let outcomes = store.append(&anna(), &[events[2].clone(), events[1].clone()]).await.unwrap();
    assert_eq!(outcomes, [Outcome::Accepted, Outcome::Accepted]);
    assert_eq!(store.journal(&anna()).await.unwrap(), events);
    E::close(store).await;
}

pub(crate) async fn ids_and_places_of_different_people_do_not_clash<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna(), ben()]).await;
    let hers = event("phone", 0, 1_000);
    let his = changed(&hers, hers.id(), "phone", 0);
    assert_eq!(store.append(&anna(), std::slice::from_ref(&hers)).await.unwrap(), [Outcome::Accepted]);
    assert_eq!(store.append(&ben(), std::slice::from_ref(&his)).await.unwrap(), [Outcome::Accepted]);
    assert_eq!(exported(&store, &anna()).await, format!("{}\n", hers.line()));
    assert_eq!(exported(&store, &ben()).await, format!("{}\n", his.line()));
    E::close(store).await;
}

pub(crate) async fn the_largest_and_the_earliest_values_come_back<E: Engine>() {
    let (_place, store) = enrolled::<E>(&[anna()]).await;
    // Larger than a page of any engine, with characters of one to four bytes.
    let long = format!(r#"{{"note":"{}"}}"#, "aß€🦴".repeat(50_000));
    let events = [
        EventRecord::new("earliest", "d", 0, i64::MIN, "{}").unwrap(),
        EventRecord::new("latest", "d", i64::MAX as u64, i64::MAX, long).unwrap(),
    ];
    store.append(&anna(), &events).await.unwrap();
    assert_eq!(store.journal(&anna()).await.unwrap(), events);
    E::close(store).await;
}
