//! Every operation, called once.
use std::hint::black_box;

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::{Accengage, Effect};

fn value<T>() -> Option<T> {
    black_box(None)
}

/// One arm for each call: the value that it takes comes from where the compiler cannot see, so that nothing is left out.
macro_rules! calls {
    ($($id:literal, $type:ty => |$value:ident| $call:expr;)*) => {
        $(if let Some($value) = value::<$type>() {
            println!("{}: {:?}", $id, $call.await.map(drop).map_err(|error| error.to_string()));
        })*
    };
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> guichet_accengage::Result<()> {
    let accengage = Accengage::new("key", "mail@example.com")?;
    calls! {
        "accengage.access-token.create", () => |_nothing| accengage.access_tokens().create();
        "accengage.me.get", () => |_nothing| accengage.me().get();
        "accengage.devices.list", DevicesQuery => |query| accengage.devices().list::<Record>("app", query).collect_all();
        "accengage.apps.get", () => |_nothing| accengage.apps().get("app", ["notes"], Effect::Safe).send::<Option<String>>();
        "accengage.apps.post", () => |_nothing| accengage.apps().post("app", ["notes"], Effect::Unsafe).send::<Option<String>>();
        "accengage.apps.put", () => |_nothing| accengage.apps().put("app", ["notes"], Effect::Idempotent).send::<Option<String>>();
        "accengage.apps.delete", () => |_nothing| accengage.apps().delete("app", ["notes"], Effect::Idempotent).send::<Option<String>>();
    }
    Ok(())
}
