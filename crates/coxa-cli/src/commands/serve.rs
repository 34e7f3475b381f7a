//! `coxa serve`: the app and its API on this machine.

use std::net::SocketAddr;
use std::sync::Arc;

use coxa_server::{Listening, asked_to_stop};
use coxa_store::{IfMissing, SqliteJournals};

use crate::arguments::Serve;
use crate::failure::Failure;
use crate::show::Output;

pub(crate) fn run(arguments: &Serve, output: Output) -> Result<(), Failure> {
    let address: SocketAddr = arguments.listen.parse().map_err(|_| {
        Failure::usage(format!("--listen {:?}", arguments.listen), "an address and a port, such as 127.0.0.1:7320")
    })?;
    let path = super::custody::database(&arguments.database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::ours)?;
    runtime.block_on(async {
        let store = Arc::new(SqliteJournals::open(&path, IfMissing::Create).await?);
        let listening = Listening::on(address).await?;
        let value = serde_json::json!({ "url": format!("http://{}/", listening.address()), "database": path });
        output.value(&value, || format!("coxa is open at http://{}/ (Ctrl-C ends it)\n", listening.address()))?;
        listening.serve(store.clone(), asked_to_stop()).await?;
        // Every request is answered, so nobody else holds it any more.
        if let Some(store) = Arc::into_inner(store) {
            store.close().await;
        }
        Ok(())
    })
}
