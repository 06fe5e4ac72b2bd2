//! What an access token says of the person who signed in.

use guichet_core::time::OffsetDateTime;
use guichet_core::{Error, Model, Result, Secret};

/// The claims of an access token ("Claims dans l'Access Token"). They describe; they prove nothing, because nobody has checked
/// the signature. With the feature `verify-jwt`, `Claims::verified` checks it.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[model(only_read)]
#[non_exhaustive]
pub struct Claims {
    /// The e-mail address of the folder's user (`ebp.email`).
    #[serde(rename = "ebp.email")]
    pub email: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Who issued the token (`iss`).
    #[serde(rename = "iss")]
    pub issuer: Option<String>,
    /// When it ends (`exp`), in seconds since 1970.
    #[serde(rename = "exp")]
    pub expires: Option<i64>,
}

impl Claims {
    /// Reads the claims of an access token. Its signature is not checked.
    ///
    /// # Errors
    /// It is no JSON Web Token.
    pub fn of(access_token: &Secret) -> Result<Self> {
        // The cause's text may hold a piece of the token.
        jsonwebtoken::dangerous::insecure_decode_claims(access_token.expose())
            .map_err(|_| Error::authentication("the access token is no JSON Web Token, or its claims cannot be read"))
    }

    /// When the token ends.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        self.expires.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
    }

    /// Reads the claims of an access token whose signature is right, by the keys that the vendor publishes (a JSON Web Key Set,
    /// which the caller fetches: nothing is sent here), whose issuer is `issuer`, and which `now` has not outlived by more
    /// than a minute. RS256 and ES256.
    ///
    /// # Errors
    /// Any of this does not hold.
    #[cfg(feature = "verify-jwt")]
    pub fn verified(access_token: &Secret, keys: &str, issuer: &str, now: OffsetDateTime) -> Result<Self> {
        use jsonwebtoken::jwk::JwkSet;
        use jsonwebtoken::{Algorithm, DecodingKey, Validation};
        let refuse = |why: &str| Error::authentication(format!("the access token cannot be trusted: {why}"));
        let keys: JwkSet = serde_json::from_str(keys).map_err(|_| refuse("the keys are no JSON Web Key Set"))?;
        let header =
            jsonwebtoken::decode_header(access_token.expose()).map_err(|_| refuse("it is no JSON Web Token"))?;
        // Named, and never the token's own word alone: a public key must not be taken for a shared secret.
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) {
            return Err(refuse("it is signed in a way that is not expected"));
        }
        let found = match &header.kid {
            Some(kid) => keys.find(kid),
            None => keys.keys.first().filter(|_| keys.keys.len() == 1),
        };
        let key = found.ok_or_else(|| refuse("none of the keys signed it"))?;
        let key = DecodingKey::from_jwk(key).map_err(|_| refuse("its key cannot be used"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["iss", "exp"]);
        validation.validate_aud = false;
        // Below, by the caller's clock.
        validation.validate_exp = false;
        let claims: Self = jsonwebtoken::decode(access_token.expose(), &key, &validation)
            .map_err(|_| refuse("its signature or its issuer is wrong"))?
            .claims;
        match claims.expires_at() {
            Some(end) if now <= end.saturating_add(guichet_core::time::Duration::MINUTE) => Ok(claims),
            _ => Err(refuse("it has expired")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token of the documented claims, as the fixtures have it.
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FwaS1sb2dpbi5lYnAuY29tIiwiZXhwIjoxNzA0MTEwNDAwLCJlYnAuZW1haWwiOiJwcmVub20ubm9tQGV4YW1wbGUuY29tIiwiZmFtaWx5X25hbWUiOiJOb20iLCJnaXZlbl9uYW1lIjoiUHLDqW5vbSJ9.bm90IGEgc2lnbmF0dXJl";

    #[test]
    fn the_documented_claims_are_read() {
        let claims = Claims::of(&Secret::new(TOKEN)).unwrap();
        assert_eq!(claims.email.as_deref(), Some("prenom.nom@example.com"));
        assert_eq!((claims.family_name.as_deref(), claims.given_name.as_deref()), (Some("Nom"), Some("Prénom")));
        assert_eq!(claims.expires_at().unwrap().unix_timestamp(), 1_704_110_400);
    }

    #[test]
    fn what_is_no_token_is_an_error_that_does_not_show_it() {
        for text in ["", "opaque-t0ken", "t0ken.t0ken", "t0ken.t0ken.t0ken", "eyJ9.e30.x.t0ken"] {
            let error = Claims::of(&Secret::new(text)).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("t0ken"), "{error:?}");
        }
    }

    /// RFC 7515, appendix A.2.
    #[cfg(feature = "verify-jwt")]
    mod verified {
        use super::*;
        use time::macros::datetime;

        const SIGNED: &str = concat!(
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4",
            "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv",
            "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        );
        const KEYS: &str = concat!(
            r#"{"keys":[{"kty":"RSA","alg":"RS256","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4"#,
            "d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV",
            r#"MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]}"#,
        );

        #[test]
        fn a_right_signature_is_taken_and_nothing_else() {
            let in_time = datetime!(2011-03-22 18:00 UTC);
            let token = Secret::new(SIGNED);
            let claims = Claims::verified(&token, KEYS, "joe", in_time).unwrap();
            assert_eq!(claims.issuer.as_deref(), Some("joe"));
            Claims::verified(&token, KEYS, "jane", in_time).unwrap_err();
            Claims::verified(&token, KEYS, "joe", datetime!(2011-03-23 18:00 UTC)).unwrap_err();
            Claims::verified(&token, r#"{"keys":[]}"#, "joe", in_time).unwrap_err();
            Claims::verified(&token, "{", "joe", in_time).unwrap_err();
            let bent = Secret::new(SIGNED.replace("cC4hiUPoj9E", "cC4hiUPoj9F"));
            Claims::verified(&bent, KEYS, "joe", in_time).unwrap_err();
            // Unsigned, and signed by the public key as if it were a secret.
            for header in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
                let other = Secret::new(SIGNED.replace("eyJhbGciOiJSUzI1NiJ9", header));
                Claims::verified(&other, KEYS, "joe", in_time).unwrap_err();
            }
        }
    }
}
