//! Devices: CSV that is streamed across pages.

use std::time::Duration;

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{Condition, ErrorKind, condition};

use crate::common::{client, refused, token};

const CSV: &str = "text/csv; charset=utf-8";

fn page(rows: &str, next: &str) -> Reply {
    Reply::new(200, rows.to_owned())
        .header("content-type", CSV)
        .header("link", &format!(r#"<>; rel="first", <{next}>; rel="next""#))
}

#[tokio::test(start_paused = true)]
async fn devices_are_streamed_across_an_empty_page() {
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::new(200, "deviceId;name\n1;a")
            .header("content-type", CSV)
            .header("link", r#"</v1/me/apps/9/devices?page=2>; rel="next""#)
            .then_data(Duration::from_secs(20), ";\"\"\n2;x\n")
            .then_data(Duration::from_secs(20), "3;y"),
        page("", "?page=3"),
        page("deviceId;name\n4;z\n", ""),
    ]);
    // The first row of page 1 has three fields where the first line names two.
    let mut rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default());
    assert_eq!(rows.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    // It is that row's error alone: the list goes on, over the empty page to its end.
    let mut left = Vec::new();
    while let Some(row) = rows.next().await {
        left.push(row.unwrap().get("deviceId").unwrap().to_owned());
    }
    assert_eq!(left, ["2", "3", "4"]);

    #[derive(serde::Deserialize)]
    struct Device {
        #[serde(rename = "deviceId")]
        id: u32,
        name: Option<String>,
    }
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::new(200, "deviceId;name\n1;a")
            .header("content-type", CSV)
            .header("link", r#"</v1/me/apps/9/devices?page=2>; rel="next""#)
            .then_data(Duration::from_secs(20), "b\n2;x\n")
            .then_data(Duration::from_secs(20), "3;"),
        page("", "?page=3"),
        page("deviceId;name\n4;z\n", ""),
    ]);
    let devices =
        client(&transport).devices().list::<Device>("9", DevicesQuery::default()).collect_all().await.unwrap();
    let seen: Vec<(u32, Option<&str>)> = devices.iter().map(|device| (device.id, device.name.as_deref())).collect();
    assert_eq!(seen, [(1, Some("ab")), (2, Some("x")), (3, None), (4, Some("z"))]);
    let targets: Vec<String> = transport.requests().iter().skip(1).map(|request| request.target().to_owned()).collect();
    assert_eq!(targets, ["/v1/me/apps/9/devices", "/v1/me/apps/9/devices?page=2", "/v1/me/apps/9/devices?page=3"]);
}

#[tokio::test(start_paused = true)]
async fn a_broken_stream_says_where_to_go_on() {
    let csv = |reply: Reply| reply.header("content-type", CSV);
    let transport = ScriptedTransport::new([
        token("t"),
        page("deviceId\n1\n", "/v1/me/apps/9/devices?page=2"),
        csv(Reply::new(200, "deviceId\n2\n")).then_stall(),
        csv(Reply::new(200, "deviceId\n2\n3\n")),
    ]);
    let accengage = client(&transport);
    let mut rows = accengage.devices().list::<Record>("9", DevicesQuery::default());
    assert_eq!(rows.next().await.unwrap().unwrap().get("deviceId"), Some("1"));
    assert_eq!(rows.next().await.unwrap().unwrap().get("deviceId"), Some("2"));
    // Nothing for half a minute: the stream is given up, without any deadline for a long one that flows.
    let error = rows.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let cursor = rows.cursor().unwrap().clone();
    let rest =
        accengage.devices().list::<Record>("9", DevicesQuery::default()).resume(cursor).collect_all().await.unwrap();
    assert_eq!(rest.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_link_to_another_host_is_refused_and_nothing_reaches_it() {
    for link in ["https://evil.example/v1/me/apps/9/devices?page=2", "http://evil.example/x", "//evil.example/x"] {
        let transport = ScriptedTransport::new([token("t"), page("deviceId\n1\n", link), page("deviceId\n2\n", "")]);
        let mut rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default());
        let error = loop {
            match rows.next().await.unwrap() {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, 2), "{link}");
    }
}

/// Behind a balancer a server may take itself for one without TLS (fact C13).
#[tokio::test(start_paused = true)]
async fn a_link_over_plain_http_to_the_same_host_is_followed_over_https() {
    let link = "http://api.accengage.com/v1/me/apps/9/devices?page=2";
    let transport = ScriptedTransport::new([token("t"), page("deviceId\n1\n", link), page("deviceId\n2\n", "")]);
    let rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default()).collect_all().await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(transport.requests()[2].uri.to_string(), "https://api.accengage.com/v1/me/apps/9/devices?page=2");
}

/// Some rows have more columns than the first line names (fact C13): an error each, with the row, and the next page is asked for.
#[tokio::test(start_paused = true)]
async fn a_row_with_a_column_too_many_costs_itself() {
    let transport = ScriptedTransport::new([
        token("t"),
        page("deviceId;name\n1;Boutique; Lyon\n2;b\n", "/v1/me/apps/9/devices?page=2"),
        page("deviceId;name\n3;c\n4;d;\n", ""),
    ]);
    let rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default());
    let (rows, errors) = rows.collect_with_errors().await;
    assert_eq!(rows.iter().filter_map(|row| row.get("deviceId")).collect::<Vec<_>>(), ["2", "3"]);
    let told: Vec<String> = errors.iter().map(|error| error.row().unwrap().to_owned()).collect();
    assert_eq!(told, [r#"["1","Boutique"," Lyon"]"#, r#"["4","d",""]"#]);
    assert!(errors.iter().all(|error| error.kind() == ErrorKind::Decode));
}

#[tokio::test(start_paused = true)]
async fn errors_of_a_streamed_call_are_read_as_ever() {
    let transport =
        ScriptedTransport::new([token("t"), refused(403, "API_ERR_FORBIDDEN"), refused(200, "API_ERR_FORMAT")]);
    let accengage = client(&transport);
    for expected in [Condition::Forbidden, Condition::Format] {
        let error = accengage.devices().list::<Record>("9", DevicesQuery::default()).next().await.unwrap().unwrap_err();
        assert_eq!(condition(&error), Some(expected));
    }
}
