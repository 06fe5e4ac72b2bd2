//! Routes that nobody documented.

use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{Links, pager};

use crate::common::{client, token};

#[tokio::test(start_paused = true)]
async fn links_in_the_body_serve_where_there_is_no_header() {
    #[derive(serde::Deserialize)]
    struct Notes {
        notes: Vec<u32>,
        #[serde(default, alias = "link")]
        links: Links,
    }
    impl pager::Envelope<u32> for Notes {
        fn into_page(self, headers: &http::HeaderMap) -> pager::Page<u32> {
            pager::Page::new(self.notes, self.links.next(headers))
        }
    }
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::json(r#"{"notes":[1],"links":{"first":"","next":"/v1/me/apps/9/notes?page=2"}}"#),
        Reply::json(r#"{"notes":[],"link":{"next":"/v1/me/apps/9/notes?page=3"}}"#),
        Reply::json(r#"{"notes":[2],"links":{"next":"/v1/me/apps/9/notes?page=2"}}"#)
            .header("link", r#"<?page=4>; rel="next""#),
        Reply::json(r#"{"notes":[3],"links":{"next":""}}"#),
    ]);
    let list = client(&transport).apps().list::<Notes, u32>("9", ["notes"], &[("sort", "a".to_owned())]);
    assert_eq!(list.collect_all().await.unwrap(), [1, 2, 3]);
    assert_eq!(transport.requests()[1].target(), "/v1/me/apps/9/notes?sort=a");
    assert_eq!(transport.requests()[4].target(), "/v1/me/apps/9/notes?page=4");
}
