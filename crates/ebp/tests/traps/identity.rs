//! Signing in: the address that a human opens, and the answer to it.

use guichet_ebp::ErrorKind;
use guichet_ebp::identity::{AuthorizationOptions, Pkce, Prompt};
use guichet_ebp::transport::ScriptedTransport;

use crate::common::client;

#[test]
fn the_address_to_open_says_what_is_documented_and_no_secret() {
    let ebp = client(&ScriptedTransport::default());
    let one = ebp.identity().authorize().unwrap();
    let documented = "https://api-login.ebp.com/connect/authorize?client_id=client&redirect_uri=http%3A%2F%2Flocalhost%3A3333\
                      &response_type=code&scope=openid%20profile%20offline_access&state=";
    assert!(one.url().starts_with(documented), "{}", one.url());
    assert!(one.url().contains("&response_mode=query&code_challenge=") && !one.url().contains("client-secret"));
    assert!(one.url().ends_with("&code_challenge_method=S256"), "{}", one.url());
    // 128 bits and more, drawn each time.
    let other = ebp.identity().authorize().unwrap();
    assert!(one.state().expose().len() >= 22 && one.state().expose() != other.state().expose());
    assert_ne!(one.verifier().unwrap().expose(), other.verifier().unwrap().expose());
    assert_eq!(one.verifier().unwrap().expose().len(), 43);
}

/// One browser serves several customers (fact E21).
#[test]
fn a_person_who_is_signed_in_already_can_be_asked_again() {
    let ebp = client(&ScriptedTransport::default());
    for (prompt, max_age, sent) in [
        (None, None, "&response_mode=query"),
        (Some(Prompt::Login), Some(0), "&response_mode=query&prompt=login&max_age=0"),
        (Some(Prompt::Consent), None, "&response_mode=query&prompt=consent"),
        (Some(Prompt::SelectAccount), Some(60), "&response_mode=query&prompt=select_account&max_age=60"),
    ] {
        let mut options = AuthorizationOptions::default();
        (options.prompt, options.max_age, options.pkce) = (prompt, max_age, Pkce::Off);
        let url = ebp.identity().authorize_with(options).unwrap().url().to_owned();
        assert!(url.ends_with(sent), "{url}");
    }
}

#[test]
fn only_the_answer_to_this_sign_in_has_its_code() {
    let ebp = client(&ScriptedTransport::default());
    let authorization = ebp.identity().authorize().unwrap();
    let state = authorization.state().expose();
    for good in [
        format!("http://localhost:3333/?code=a%2Bb&state={state}"),
        format!("code=a%2Bb&state={state}&session_state=x&scope=openid"),
        format!("/?state={state}&code=a%2Bb#fragment"),
    ] {
        assert_eq!(authorization.code(&good).unwrap().expose(), "a+b", "{good}");
    }
    for stray in [
        String::new(),
        "code=a".to_owned(),
        format!("code=a&state={state}x"),
        format!("code=a&state={}", state.to_lowercase() + "-"),
        format!("code=a&state={state}&state={state}"),
        format!("code=a&code=b&state={state}"),
        format!("code=&state={state}"),
        format!("state={state}"),
        format!("code=a&error=access_denied&state={state}"),
        format!("error=access_denied&state={state}x"),
    ] {
        assert_eq!(authorization.code(&stray).unwrap_err().kind(), ErrorKind::Invalid, "{stray}");
    }
    let denied =
        authorization.code(&format!("error=access_denied&error_description=no%20no&state={state}")).unwrap_err();
    assert!(denied.is_unauthorized() && denied.to_string().contains("access_denied: no no"), "{denied}");
}
