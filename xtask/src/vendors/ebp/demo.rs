//! EBP's chapter: a sign-in, a list at one call a second, an entry to the last digit, a file, and the end of the day's calls.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Ebp, Error, Result, Settings, documented_limits};

use crate::demo::story::Story;

pub(super) async fn tell(story: &mut Story<'_>) -> Result<()> {
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .login_url(story.sandbox.mount("ebp-login"))
        // One call a second and a number of calls a day, as documented: here a day of seven.
        .limits(documented_limits().map_quota(|quota| quota.limit(7)))
        .settings(Settings::new().base_url(story.sandbox.mount("ebp")))
        .build()?;
    story.chapter("EBP: accounting, signed in once, one call a second");

    let identity = ebp.identity();
    let authorization = identity.authorize()?;
    let page = |status: &guichet_ebp::identity::SignInPage| format!("the page is there ({})", status.status);
    story.step("the address that a human opens", identity.check(&authorization), page).await?;
    let signed_in = identity.exchange_code("sandbox-code", None);
    story
        .step("the code that comes back, for tokens", signed_in, |tokens| {
            format!("kept until {}", tokens.refresh_expires.date())
        })
        .await?;

    let folder = ebp.accounting("0189abef-09af-409F-ab89-012789abcdef");
    let lines = folder.entry_lines().list(EntryLinesQuery::default()).collect_all();
    story.step("list entry lines, page by page", lines, |lines| format!("{} lines", lines.len())).await?;

    let day = parse_date("2024-03-01").ok_or_else(|| Error::config("a date"))?;
    let amount = parse("34831.970000000000000000000000").map_err(|e| Error::config(e.to_string()))?;
    let posting = Posting::provisional(
        "VE",
        [vec![
            PostingLine::debit(day, "41100000", "Vente", amount),
            PostingLine::credit(day, "70100000", "Vente", amount),
        ]],
    );
    let entries = folder.entries();
    let posted = entries.post(&posting);
    let posted = story.step("post an entry", posted, |posted| format!("{} entry", posted.uuids.len())).await?;
    let id = posted.uuids.into_iter().next().ok_or_else(|| Error::config("no entry"))?;
    story
        .step("read it again, to the last digit", entries.get(id), |entry| {
            entry.lines.first().and_then(|line| line.debit).unwrap_or_default().to_string()
        })
        .await?;

    story.sandbox.expire_tokens();
    let (attachments, domain) = (folder.attachments(), folder.folder());
    let file = attachments.get("471b54ec-30c1-4b6b-88aa-503407740f2d", 1024 * 1024);
    story.step("a file; its token had expired, and was renewed", file, |file| format!("{} bytes", file.len())).await?;

    let told = story.refused("a call beyond those of the day", domain.get()).await?;
    let resets = told.resets_at().map(|at| at.to_string()).unwrap_or_default();
    println!("      nothing was sent; the next day begins at {resets}");
    Ok(())
}
