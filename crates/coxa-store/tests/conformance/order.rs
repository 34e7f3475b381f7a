//! In which order a journal comes back, and that it does.

use super::{Engine, anna, ben, event, exported, interleaved, shuffled};
use coxa_store::{EventRecord, Journals, PersonId, StoreError};

pub(crate) async fn the_journal_comes_by_time_then_device_then_number<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let read: Vec<(String, u64)> =
        store.journal(&anna()).await.unwrap().iter().map(|e| (e.device().to_owned(), e.seq())).collect();
    // Worked by hand; capitals come before small letters, because text is compared by its bytes.
    let wanted = [("Laptop", 8), ("phone", 0), ("tablet", 0), ("Laptop", 7), ("phone", 1), ("phone", 5), ("tablet", 1)];
    assert_eq!(read, wanted.map(|(device, seq)| (device.to_owned(), seq)));
    E::close(store).await;
}

pub(crate) async fn any_order_of_arrival_gives_the_same_journal_and_digest<E: Engine>() {
    let events = interleaved();
    let mut first = None;
    for seed in 0..6 {
        let engine = E::fresh().await;
        let store = engine.open().await;
        store.enrol(&anna()).await.unwrap();
        let order: Vec<EventRecord> = shuffled(events.len(), seed).into_iter().map(|i| events[i].clone()).collect();
        // Pieces of every size, and everything twice.
        for piece in order.chunks(1 + seed as usize).chain([&order[..]]) {
            store.append(&anna(), piece).await.unwrap();
        }
        let found = (exported(&store, &anna()).await, store.summary().await.unwrap());
        assert_eq!(*first.get_or_insert_with(|| found.clone()), found, "order {seed}");
        E::close(store).await;
    }
}

pub(crate) async fn what_was_acknowledged_is_there_after_closing_and_opening<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let before = (exported(&store, &anna()).await, store.summary().await.unwrap());
    E::close(store).await;
    let store = engine.open().await;
    assert_eq!((exported(&store, &anna()).await, store.summary().await.unwrap()), before);
    E::close(store).await;
}

pub(crate) async fn a_reader_can_stop_and_the_store_goes_on<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    let events: Vec<EventRecord> = (0..500).map(|seq| event("phone", seq, seq as i64)).collect();
    store.append(&anna(), &events).await.unwrap();
    // More often than there can be connections, so that one left behind would show.
    for _ in 0..20 {
        let mut seen = 0;
        let mut stop_at_three = |_| {
            seen += 1;
            if seen == 3 { Err(StoreError::Output { detail: "enough".to_owned() }) } else { Ok(()) }
        };
        let stopped = store.read(&anna(), &mut stop_at_three).await;
        assert_eq!(stopped.map_err(|error| error.code()), Err("store.output"));
        assert_eq!(seen, 3);
    }
    store.append(&anna(), &[event("phone", 500, 500)]).await.unwrap();
    assert_eq!(store.journal(&anna()).await.unwrap().len(), events.len() + 1);
    store.erase(&anna()).await.unwrap();
    E::close(store).await;
}

pub(crate) async fn an_export_holds_the_lines_and_nothing_else<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.enrol(&ben()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let lines: String = store.journal(&anna()).await.unwrap().iter().map(|e| format!("{}\n", e.line())).collect();
    assert_eq!(exported(&store, &anna()).await, lines);
    assert_eq!(exported(&store, &ben()).await, "");
    E::close(store).await;
}

pub(crate) async fn an_export_into_a_full_disk_says_so<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    store.enrol(&anna()).await.unwrap();
    store.append(&anna(), &interleaved()).await.unwrap();
    let mut room = [0_u8; 100];
    let refused = store.export(&anna(), &mut &mut room[..]).await;
    assert_eq!(refused.map_err(|error| error.code()), Err("store.output"));
    E::close(store).await;
}

pub(crate) async fn arrivals_are_read_once_each_from_where_the_reader_was<E: Engine>() {
    let engine = E::fresh().await;
    let store = engine.open().await;
    let (anna, ben) = (anna(), ben());
    store.enrol(&anna).await.unwrap();
    store.enrol(&ben).await.unwrap();
    let since = async |person: &PersonId, after: u64| {
        let mut lines = Vec::new();
        let mut keep = |event: EventRecord| {
            lines.push(event);
            Ok(())
        };
        let highest = store.read_since(person, after, &mut keep).await.unwrap();
        (lines, highest)
    };
    assert_eq!(since(&anna, 0).await, (Vec::new(), 0));
    // Later in time but first to arrive.
    let (first, second, third) = (event("phone", 7, 9_000), event("tablet", 0, 5), event("phone", 0, 1));
    store.append(&anna, std::slice::from_ref(&first)).await.unwrap();
    store.append(&ben, &[event("phone", 0, 1)]).await.unwrap();
    let (lines, seen) = since(&anna, 0).await;
    assert_eq!(lines, std::slice::from_ref(&first));
    store.append(&anna, &[second.clone(), first.clone()]).await.unwrap();
    store.append(&anna, std::slice::from_ref(&third)).await.unwrap();
    let (lines, highest) = since(&anna, seen).await;
    assert_eq!((lines, seen < highest), (vec![second.clone(), third.clone()], true));
    assert_eq!(since(&anna, highest).await, (Vec::new(), highest));
    assert_eq!(since(&anna, 0).await.0, [first, second, third]);
    assert_eq!(since(&anna, u64::MAX).await, (Vec::new(), highest));
    E::close(store).await;
}
