//! What every engine must do, written once: `conformance_suite!(ENGINE)` turns each rule into a test of that engine.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

pub(crate) mod identity;
pub(crate) mod order;
pub(crate) mod people;
pub(crate) mod sharing;

use std::future::Future;

use coxa_store::{EventRecord, Journals, PersonId};

use crate::seeded::Random;

/// An engine under test: an empty place for one store, removed when dropped.
pub(crate) trait Engine: Sized {
    /// Its repository.
    type Store: Journals;
    /// A new empty place.
    fn fresh() -> impl Future<Output = Self>;
    /// Opens the store in that place; may be called again after closing, or for a second opening at the same time.
    fn open(&self) -> impl Future<Output = Self::Store>;
    /// Closes it.
    fn close(store: Self::Store) -> impl Future<Output = ()>;
}

/// Two people who never share anything.
pub(crate) fn anna() -> PersonId {
    PersonId::new("person-anna").unwrap()
}

/// The other one.
pub(crate) fn ben() -> PersonId {
    PersonId::new("person-ben").unwrap()
}

/// Event `seq` of `device` at `at_ms`; the line carries all three so that a mix-up shows.
pub(crate) fn event(device: &str, seq: u64, at_ms: i64) -> EventRecord {
    let id = format!("id-{device}-{seq}");
    let line = format!(r#"{{"at":{at_ms},"device":"{device}","id":"{id}","note":"für 10°","seq":{seq}}}"#);
    EventRecord::new(id, device, seq, at_ms, line).unwrap()
}

/// Three devices whose clocks and numbers interleave, with equal times, gaps and a time before 1970.
pub(crate) fn interleaved() -> Vec<EventRecord> {
    vec![
        event("phone", 0, 1_000),
        event("phone", 1, 2_000),
        event("phone", 5, 2_000),
        event("tablet", 0, 1_500),
        event("tablet", 1, 2_000),
        event("Laptop", 7, 2_000),
        event("Laptop", 8, -5),
    ]
}

/// Indices 0..n in an order chosen by `seed`.
pub(crate) fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, random.below(last as u64 + 1) as usize);
    }
    order
}

/// The journal of `person` as an export writes it.
pub(crate) async fn exported(store: &impl Journals, person: &PersonId) -> String {
    let mut bytes = Vec::new();
    let said = store.export(person, &mut bytes).await.unwrap();
    assert_eq!(said.bytes, bytes.len() as u64);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(said.events, text.lines().count() as u64);
    text
}

/// One test for each rule of the suite.
macro_rules! conformance_suite {
    ($engine:ty) => {
        conformance_suite!($engine,
            identity: an_event_is_kept_verbatim_and_once,
                the_same_id_with_other_content_is_a_conflict_and_changes_nothing,
                the_same_place_with_other_content_is_a_conflict_and_changes_nothing,
                one_request_is_judged_line_by_line,
                a_repeated_line_inside_one_request_is_a_duplicate,
                a_gap_in_the_numbers_is_kept_and_can_be_filled_later,
                ids_and_places_of_different_people_do_not_clash,
                the_largest_and_the_earliest_values_come_back;
            order: the_journal_comes_by_time_then_device_then_number,
                any_order_of_arrival_gives_the_same_journal_and_digest,
                what_was_acknowledged_is_there_after_closing_and_opening,
                arrivals_are_read_once_each_from_where_the_reader_was,
                a_reader_can_stop_and_the_store_goes_on,
                an_export_holds_the_lines_and_nothing_else,
                an_export_into_a_full_disk_says_so;
            people: nobody_is_there_at_first,
                enrolling_twice_is_once,
                a_stranger_can_neither_append_nor_be_read,
                people_are_listed_with_what_they_have,
                erasing_takes_one_person_and_leaves_the_other_untouched,
                an_erased_person_does_not_come_back_by_a_late_device,
                erasing_again_or_a_stranger_is_no_error,
                whoever_is_enrolled_again_starts_empty,
                the_digest_changes_with_any_field_of_any_event;
            sharing: many_writers_at_once_lose_nothing,
                the_same_events_sent_by_many_at_once_are_kept_once,
                readers_see_whole_requests_only,
                erasing_while_others_append_and_read_ends_in_nothing,
                whoever_stops_waiting_may_send_again,
                two_openings_of_one_store_see_each_other;
        );
    };
    ($engine:ty, $($area:ident: $($rule:ident),+;)+) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                crate::conformance::$area::$rule::<$engine>().await;
            }
        )+)+
    };
}
pub(crate) use conformance_suite;
