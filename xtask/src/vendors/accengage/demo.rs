//! Accengage's chapter: signed calls, a token that expires, devices as a stream.

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::{Accengage, Effect, Result, Settings, condition};
use guichet_sandbox::{Fault, FaultKind};
use serde::Deserialize;

use crate::demo::story::Story;

#[derive(Deserialize)]
struct Note {
    id: u32,
}

pub(super) async fn tell(story: &mut Story<'_>) -> Result<()> {
    let base = story.sandbox.mount("accengage");
    let accengage = Accengage::builder("a1b2c3d4e5f6g7h8", "mymail@client.com")
        .settings(Settings::new().base_url(&base))
        .build()?;
    story.chapter("Accengage: push marketing, every call signed");

    let me = accengage.me();
    story
        .step("greet: a token is asked for first", me.get(), |welcome| welcome.message.clone().unwrap_or_default())
        .await?;

    let rows = accengage.devices().list::<Record>("12345678", DevicesQuery::default()).collect_all();
    story.step("devices as CSV, across an empty page", rows, |rows| format!("{} rows", rows.len())).await?;

    story.sandbox.expire_tokens();
    story
        .step("the token has expired: renewed, sent again", me.get(), |welcome| {
            welcome.message.clone().unwrap_or_default()
        })
        .await?;

    let note = serde_json::json!({"text": "by a route of your own", "title": "Guichet"});
    let call = accengage.apps().post("12345678", ["notes"], Effect::Unsafe).json(&note).send::<Note>();
    story.step("any other route, with an explicit effect", call, |note| format!("note {}", note.id)).await?;

    let label = FaultKind::Label { status: 500, label: "API_ERR_CACHE".into() };
    story.sandbox.inject(Fault::new(label).on("accengage.apps.post").times(1));
    let call = accengage.apps().post("12345678", ["notes"], Effect::Unsafe).json(&note).send::<Note>();
    let told = story.refused("an error, by its status and label", call).await?;
    println!("      {:?}, outcome unknown: {}", condition(&told), told.outcome_unknown());
    Ok(())
}
