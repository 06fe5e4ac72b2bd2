//! Searches (000:405-474, facts A4-A10).

use guichet_akuiteo::employees::Employee;
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{Akuiteo, Clause, Credentials, Criteria, Domain, ErrorKind, Literal, RawJson};
use guichet_sandbox::Sandbox;

use crate::common::{basic, client};

fn page(codes: &[&str]) -> Reply {
    let all: Vec<String> = codes.iter().map(|code| format!(r#"{{"id":"{code}","code":"{code}"}}"#)).collect();
    Reply::json(format!("[{}]", all.join(",")))
}

/// A page that is not full may be one that the server cut: only an empty one ends the list.
#[tokio::test(start_paused = true)]
async fn a_search_ends_at_an_empty_page() {
    let transport = ScriptedTransport::new([page(&["a", "b"]), page(&["c"]), page(&["d"]), page(&[])]);
    let employees = client(&transport, basic()).employees();
    let found = employees.search(&Criteria::new(), Paging::pages_of(2)).collect_all().await.unwrap();
    assert_eq!(found.len(), 4);
    let targets: Vec<String> = transport.requests().iter().map(|seen| seen.target().to_owned()).collect();
    let path = "/akuiteo/rest/workforce/employees/search?limit=2&offset=";
    assert_eq!(targets, [0, 2, 3, 4].map(|offset| format!("{path}{offset}")));
    // The body is the same on each page.
    assert!(transport.requests().iter().all(|seen| seen.body == "{}"));
}

/// It is a POST, and safe: sent again after an answer that did not come.
#[tokio::test(start_paused = true)]
async fn a_search_is_sent_again() {
    let transport = ScriptedTransport::new([Reply::drop_after(), Reply::status(503), page(&["a"])]);
    let employees = client(&transport, basic()).employees();
    let found = employees.search(&Criteria::new(), Paging::WHOLE).collect_all().await.unwrap();
    assert_eq!((found.len(), transport.requests().len()), (1, 3));
    assert_eq!(transport.requests()[2].target(), "/akuiteo/rest/workforce/employees/search");
}

/// What is no list is an error, and an element that cannot be read is one of its own.
#[tokio::test(start_paused = true)]
async fn a_list_is_whole_or_an_error() {
    for body in ["{}", "", "null", "\"x\"", r#"{"data":[]}"#] {
        let transport = ScriptedTransport::always(Reply::json(body));
        let employees = client(&transport, basic()).employees();
        let error = employees.search(&Criteria::new(), Paging::WHOLE).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
    }
    let odd = r#"[{"id":"1"},{"id":"2","employeeHistory":[{"from":"soon"}]},{"id":"3"}]"#;
    let transport = ScriptedTransport::always(Reply::json(odd));
    let mut found = client(&transport, basic()).employees().search(&Criteria::new(), Paging::WHOLE);
    let mut read: Vec<Result<Employee, String>> = Vec::new();
    while let Some(row) = found.next().await {
        read.push(row.map_err(|error| error.to_string()));
    }
    assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert!(read[1].as_ref().unwrap_err().contains("employeeHistory"), "{:?}", read[1]);
}

async fn codes(akuiteo: &Akuiteo, clause: Clause) -> usize {
    let criteria = Criteria::new().field("code", clause);
    akuiteo.employees().search(&criteria, Paging::default()).collect_all().await.unwrap().len()
}

/// Three hundred employees more than the documented four, by every operator.
#[tokio::test(flavor = "multi_thread")]
async fn operators_find_what_they_say() {
    let sandbox = Sandbox::start().await.unwrap();
    let akuiteo = Akuiteo::new(
        sandbox.mount("akuiteo"),
        Credentials::oauth("sandbox", "secret", "sandbox", "s@ndbox/pass+word="),
    )
    .unwrap();
    for (clause, count) in [
        (Clause::like("J%"), 4),
        (Clause::not_like("J*"), 300),
        (Clause::like("E000_"), 9),
        (Clause::starting_with("E000"), 9),
        (Clause::starting_with("E000_"), 0),
        (Clause::is("E0001"), 1),
        (Clause::is("E000_"), 0),
        (Clause::is_not("E0001"), 303),
        (Clause::is_null(), 0),
        (Clause::is_not_null(), 304),
        (Clause::is_in(["E0001", "JSH", "none"]), 2),
        (Clause::is_not_in(["E0001", "JSH"]), 302),
        (Clause::greater("E0290"), 14),
        (Clause::greater_or_equals("E0290"), 15),
        (Clause::lower("E0010"), 9),
        (Clause::lower_or_equals("E0010"), 10),
        (Clause::all_of([Clause::greater("E0010"), Clause::lower("E0020")]), 9),
        (Clause::any_of([Clause::is("JSH"), Clause::all_of([Clause::greater("E0010"), Clause::lower("E0013")])]), 3),
    ] {
        let shown = serde_json::to_string(&clause).unwrap();
        assert_eq!(codes(&akuiteo, clause).await, count, "{shown}");
    }
    // A bare text is no clause (fact A4).
    let criteria = Criteria::new().field("code", Clause::raw(Literal::from("J%")));
    let error = akuiteo.employees().search(&criteria, Paging::default()).collect_all().await.unwrap_err();
    assert!(error.status() == Some(400) && error.to_string().contains("Clause<java.lang.String>"), "{error}");
    // The day alone is compared, unless the time is asked for.
    let requests = akuiteo.resource::<RawJson>(Domain::Workforce, ["custom-requests"]);
    let since = || Clause::greater_or_equals("2020-06-01T12:00:00.000+0200");
    for (clause, count) in [(since(), 2), (since().with_time(), 1)] {
        let found = requests.search(&Criteria::new().field("date", clause), Paging::default());
        assert_eq!(found.collect_all().await.unwrap().len(), count);
    }
    sandbox.stop().await;
}
