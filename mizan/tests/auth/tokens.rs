//! Tokens in headers: ours, of now, and in doubt refused.

use std::sync::atomic::Ordering;

use chrono::{Duration, Utc};
use jwt_compact::alg::{Hs256, Hs256Key, Hs512, Hs512Key};
use jwt_compact::{AlgorithmExt, Claims, Header, UntrustedToken};
use mizan::Server;
use mizan::auth::{Jwt, TokenPair, jwt, mwt, sessions};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::application::{DELETED, DEMOTED, FALLEN, JWT_SECRET, MWT_SECRET, Me};
use crate::browser::{Browser, Headers, OWN_PAGE, Running};
use crate::cross_site::ByProxy;

async fn start() -> (TempDir, Running) {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    (directory, server)
}

/// An access token that begins and ends so many seconds from now.
pub(crate) fn forge(secret: &[u8], content: Value, begin: i64, end: i64) -> String {
    let mut marked = json!({"typ": "access", "aud": "mizan.jwt"});
    marked.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    sign(secret, Header::empty(), marked, begin, end)
}

/// A token with these claims alone.
fn sign(secret: &[u8], header: Header, content: Value, begin: i64, end: i64) -> String {
    let mut claims = Claims::new(content);
    claims.issued_at = Some(Utc::now() + Duration::seconds(begin));
    claims.expiration = Some(Utc::now() + Duration::seconds(end));
    Hs256.token(&header, &claims, &Hs256Key::new(secret)).unwrap()
}

pub(crate) fn me(id: u32) -> Value {
    json!({"id": id, "is_staff": id == 2, "is_superuser": id == 3})
}

async fn get_pair(server: &Running, function: &str, arguments: Value) -> (u16, [String; 2]) {
    let (status, body) = Browser::default().call(server, function, arguments).await;
    let token = |name: &str| body["result"][name].as_str().unwrap_or_default().to_owned();
    (status, [token("access"), token("refresh")])
}

/// The status and the identity of a call with a bearer token.
async fn bearer(server: &Running, token: &str) -> (u16, Value) {
    let header = [("authorization", format!("Bearer {token}"))];
    let headers = [(header[0].0, header[0].1.as_str())];
    let (status, body) = Browser::default().call_with(server, &headers, "write", json!({})).await;
    (status, body["result"].clone())
}

async fn by_mwt(server: &Running, token: &str) -> (u16, Value) {
    let headers = [("x-mizan-token", token)];
    let (status, body) = Browser::default().call_with(server, &headers, "write", json!({})).await;
    (status, body["result"].clone())
}

#[tokio::test]
async fn a_pair_lets_in_and_goes_on() {
    let (_directory, server) = start().await;
    let (_, [access, refresh]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    assert_eq!(bearer(&server, &access).await, (200, json!(1)));
    assert_eq!(bearer(&server, &refresh).await.0, 401, "it only brings the next pair");
    let (status, _) = get_pair(&server, "jwt_refresh", json!({"refresh": access})).await;
    assert_eq!(status, 401, "and the other does not");
    let (status, [access, next]) =
        get_pair(&server, "jwt_refresh", json!({"refresh": refresh})).await;
    assert_eq!(status, 200);
    assert_ne!(next, refresh);
    assert_eq!(bearer(&server, &access).await, (200, json!(1)));
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_later_ends_its_family() {
    let (_directory, server) = start().await;
    let (_, [_, first]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    let (_, [_, others]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    let refresh =
        async |token: &str| get_pair(&server, "jwt_refresh", json!({"refresh": token})).await;
    let (_, second) = refresh(&first).await;
    assert_eq!(refresh(&first).await, (200, second.clone()), "the answer was lost");
    let (_, third) = refresh(&second[1]).await;
    assert_eq!(refresh(&first).await.0, 401, "the second pair has arrived and was used");
    for token in [&second[1], &third[1]] {
        assert_eq!(refresh(token).await.0, 401, "the family has ended");
    }
    assert_eq!(refresh(&others).await.0, 200);
}

async fn reload(id: String) -> Result<Option<Me>, mizan::Error> {
    Ok(Some(Me { id: id.parse()?, is_staff: false, is_superuser: false }))
}

async fn obtain(tokens: &Jwt<Me>) -> TokenPair {
    tokens.obtain(&Me { id: 1, is_staff: true, is_superuser: false }).await.unwrap()
}

#[tokio::test]
async fn a_lost_answer_is_given_again_within_the_grace_period_alone() {
    for (seconds, expected) in [(10, true), (0, false)] {
        let tokens = jwt::<Me>(JWT_SECRET).grace(std::time::Duration::from_secs(seconds));
        let first = obtain(&tokens).await;
        let second = tokens.refresh(&first.refresh, reload).await.unwrap();
        let again = tokens.refresh(&first.refresh, reload).await.ok();
        assert_eq!(again == Some(second.clone()), expected, "{seconds}");
        assert_eq!(tokens.refresh(&second.refresh, reload).await.is_ok(), expected, "{seconds}");
    }
}

#[tokio::test]
async fn a_sign_in_ends_however_often_it_is_refreshed() {
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let tokens = jwt::<Me>(JWT_SECRET).family_lifetime(day);
    let latest = Utc::now() + Duration::days(1);
    let mut pair = obtain(&tokens).await;
    for _ in 0..3 {
        let token = UntrustedToken::new(&pair.refresh).unwrap();
        let token = Hs256.validator::<Value>(&Hs256Key::new(JWT_SECRET)).validate(&token).unwrap();
        let end = token.claims().expiration.unwrap();
        let late = (end - latest).num_seconds().abs();
        assert!(late <= 60, "{end} instead of {latest}");
        pair = tokens.refresh(&pair.refresh, reload).await.unwrap();
    }
    let ended = jwt::<Me>(JWT_SECRET).family_lifetime(std::time::Duration::ZERO);
    let pair = obtain(&ended).await;
    assert!(ended.refresh(&pair.refresh, reload).await.is_err(), "within the leeway of `exp`, too");
}

#[tokio::test]
async fn a_refresh_asks_who_the_user_is_now() {
    let (_directory, server) = start().await;
    for (id, before, after) in [(2, 200, 200), (DEMOTED, 200, 403)] {
        let (_, [access, refresh]) = get_pair(&server, "jwt_obtain", json!({"id": id})).await;
        let as_staff = async |token: &str| {
            let header = format!("Bearer {token}");
            let headers = [("authorization", header.as_str())];
            Browser::default().call_with(&server, &headers, "staff_writes", json!({})).await.0
        };
        assert_eq!(as_staff(&access).await, before, "{id}");
        let (_, [access, _]) = get_pair(&server, "jwt_refresh", json!({"refresh": refresh})).await;
        assert_eq!(as_staff(&access).await, after, "{id}");
    }
    let (_, [_, refresh]) = get_pair(&server, "jwt_obtain", json!({"id": DELETED})).await;
    assert_eq!(get_pair(&server, "jwt_refresh", json!({"refresh": refresh})).await.0, 401);
}

#[tokio::test]
async fn all_tokens_of_one_user_are_revoked_at_once() {
    let (_directory, server) = start().await;
    let mut tokens = Vec::new();
    for id in [5, 5, 6] {
        tokens.push(get_pair(&server, "jwt_obtain", json!({"id": id})).await.1[1].clone());
    }
    assert_eq!(get_pair(&server, "jwt_revoke_all", json!({"id": 5})).await.0, 200);
    for (token, expected) in tokens.iter().zip([401, 401, 200]) {
        let (status, _) = get_pair(&server, "jwt_refresh", json!({"refresh": token})).await;
        assert_eq!(status, expected);
    }
}

#[tokio::test]
async fn each_kind_of_token_is_good_for_one_thing() {
    let (_directory, server) = start().await;
    let digest = "0".repeat(32);
    let claims = |more: Value| {
        let mut claims = me(1);
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    for (more, expected) in [
        (json!({}), 401),
        (json!({"typ": "access", "aud": "mizan.jwt"}), 200),
        (json!({"typ": "access", "aud": ["other", "mizan.jwt"]}), 200),
        (json!({"typ": "access"}), 401),
        (json!({"aud": "mizan.jwt"}), 401),
        (json!({"typ": "refresh"}), 401),
        (json!({"typ": "mwt"}), 401),
        (json!({"aud": "mizan.mwt"}), 401),
        (json!({"aud": "other"}), 401),
        (json!({"aud": ["other"]}), 401),
        (json!({"typ": 1}), 401),
    ] {
        let token = sign(&JWT_SECRET, Header::empty(), claims(more.clone()), 0, 60);
        assert_eq!(bearer(&server, &token).await.0, expected, "{more}");
        let mut more = more;
        more["pkey"] = json!(digest);
        let token = sign(&MWT_SECRET, Header::empty(), claims(more), 0, 60);
        assert_eq!(by_mwt(&server, &token).await.0, 401);
    }
}

#[tokio::test]
async fn the_type_in_a_header_is_that_of_an_access_token() {
    let (_directory, server) = start().await;
    let marked = json!({"id": 1, "is_staff": false, "is_superuser": false, "typ": "access", "aud": "mizan.jwt"});
    for (written, expected) in
        [("JWT", 200), ("at+jwt", 200), ("Application/At+JWT", 200), ("logout+jwt", 401), ("", 401)]
    {
        let header = Header::empty().with_token_type(written);
        let token = sign(&JWT_SECRET, header, marked.clone(), 0, 60);
        assert_eq!(bearer(&server, &token).await.0, expected, "{written}");
    }
}

#[tokio::test]
async fn a_token_of_another_issuer_is_accepted_where_the_application_says_so() {
    let tokens = || jwt::<Me>(JWT_SECRET).audience("shop");
    for (provider, more, expected) in [
        (tokens(), json!({}), 401),
        (tokens().accept_unmarked(), json!({}), 200),
        (tokens().accept_unmarked(), json!({"aud": "shop"}), 200),
        (tokens().accept_unmarked(), json!({"aud": "mizan.jwt"}), 401),
        (tokens().accept_unmarked(), json!({"typ": "refresh"}), 401),
    ] {
        let provider = Server::builder().identify(provider).identify(ByProxy);
        let api = provider.identify(sessions::<Me>()).identify(mwt::<Me>(MWT_SECRET));
        let mut content = me(1);
        content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let token = format!("Bearer {}", sign(&JWT_SECRET, Header::empty(), content, 0, 60));
        let write = json!({"fn": "write", "args": {}});
        assert_eq!(answer(&api.build().unwrap(), &write, &token).await.0, expected, "{more}");
    }
}

#[test]
fn one_secret_signs_one_kind_of_token() {
    let build = |jwt_secret: &[u8], mwt_secret: &[u8]| {
        let builder = Server::builder().identify(mwt::<Me>(mwt_secret)).identify(ByProxy);
        let built = builder.identify(sessions::<Me>()).identify(jwt::<Me>(jwt_secret)).build();
        built.err().map(|errors| errors.to_string())
    };
    assert_eq!(build(&[7; 32], &[8; 32]), None);
    // HMAC fills a short key with zeros.
    let filled = [[7; 32], [0; 32]].concat();
    for other in [&[7; 32][..], &filled] {
        let errors = build(&[7; 32], other).unwrap();
        assert!(errors.contains("have one secret"), "{errors}");
    }
}

#[tokio::test]
async fn a_revoked_token_brings_nothing() {
    let (_directory, server) = start().await;
    let (_, [_, token]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    assert_eq!(get_pair(&server, "jwt_revoke", json!({"refresh": token})).await.0, 200);
    assert_eq!(get_pair(&server, "jwt_refresh", json!({"refresh": token})).await.0, 401);
    assert_eq!(get_pair(&server, "jwt_revoke", json!({"refresh": "x"})).await.0, 401);
}

#[tokio::test]
async fn two_who_refresh_at_once_get_one_pair() {
    let (_directory, server) = start().await;
    let (_, [_, token]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    let refresh = || get_pair(&server, "jwt_refresh", json!({"refresh": token}));
    let (one, other) = tokio::join!(refresh(), refresh());
    assert_eq!(one.0, 200);
    assert_eq!(one, other);
}

#[tokio::test]
async fn what_is_in_any_doubt_is_refused() {
    let (_directory, server) = start().await;
    let good = forge(&JWT_SECRET, me(1), 0, 60);
    assert_eq!(bearer(&server, &good).await, (200, json!(1)));
    let parts: Vec<&str> = good.split('.').collect();
    let [header, content, signature] = parts[..] else { panic!("{good}") };
    let other = forge(&JWT_SECRET, me(2), 0, 60);
    let other_content = other.split('.').nth(1).unwrap();
    // `{"alg":"none"}`
    let none = "eyJhbGciOiJub25lIn0";
    let critical = Header::new(json!({"crit": ["x"]}));
    let marked = json!({"id": 1, "is_staff": false, "is_superuser": false, "typ": "access", "aud": "mizan.jwt"});
    let endless = Claims::new(marked.clone());
    let key = Hs256Key::new(JWT_SECRET);
    let long = Claims::new(marked).set_duration(&Default::default(), Duration::minutes(1));
    let in_half_a_minute = (Utc::now() + Duration::seconds(30)).timestamp();
    let changed = |claim: &str, value: Value| {
        let mut claims = me(1);
        claims[claim] = value;
        forge(&JWT_SECRET, claims, 0, 60)
    };
    let tokens = [
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        "\u{e4}".to_owned(),
        format!("{header}.{content}."),
        format!("{header}.{other_content}.{signature}"),
        format!("{none}.{content}."),
        format!("{none}.{content}.{signature}"),
        Hs256.token(&critical, &long, &key).unwrap(),
        format!("{good}.{signature}"),
        forge(&[9; 32], me(1), 0, 60),
        forge(&MWT_SECRET, me(1), 0, 60),
        forge(&JWT_SECRET, me(1), -60, -30),
        forge(&JWT_SECRET, me(1), 30, 60),
        changed("id", json!("one")),
        changed("padding", json!("x".repeat(9000))),
        changed("nbf", json!(in_half_a_minute)),
        Hs256.token(&Header::empty(), &endless, &key).unwrap(),
        Hs512.token(&Header::empty(), &long, &Hs512Key::new(JWT_SECRET)).unwrap(),
    ];
    let padded = changed("padding", json!("x"));
    assert_eq!(bearer(&server, &padded).await, (200, json!(1)), "a claim that nobody knows");
    for token in tokens {
        let (status, _) = bearer(&server, &token).await;
        assert_eq!(status, 401, "{token}");
        let (status, _) = by_mwt(&server, &token).await;
        assert_eq!(status, 401, "{token}");
    }
}

#[tokio::test]
async fn an_invalid_token_is_refused_where_no_identity_is_needed() {
    let (_directory, server) = start().await;
    let expired = format!("Bearer {}", forge(&JWT_SECRET, me(1), -60, -30));
    let good = format!("Bearer {}", forge(&JWT_SECRET, me(1), 0, 60));
    let mwt = json!({"pkey": "x", "typ": "mwt", "aud": "mizan.mwt"});
    let mwt = sign(&MWT_SECRET, Header::empty(), mwt, 0, 60);
    let cases: [(Headers<'_>, u16); 10] = [
        (&[("x-mizan-token", &mwt), ("authorization", &good)], 401),
        (&[("authorization", &expired)], 401),
        (&[("authorization", "Bearer")], 401),
        (&[("authorization", "bearer x")], 401),
        (&[("x-mizan-token", "")], 401),
        (&[("x-mizan-token", "x"), ("authorization", &good)], 401),
        (&[("authorization", &good), ("authorization", &expired)], 401),
        (&[("authorization", &good)], 200),
        (&[("authorization", "Basic YTpi")], 200),
        (&[("authorization", "Bearers x")], 200),
    ];
    for (headers, expected) in cases {
        let browser = Browser::default();
        let (status, body) = browser.call_with(&server, headers, "count", json!({})).await;
        assert_eq!(status, expected, "a call with {headers:?}: {body}");
        for read in [("GET", "/ctx/viewer/"), ("GET", "/session/")] {
            let (status, body) = browser.send(&server, read, headers, None).await;
            assert_eq!(status, expected, "{read:?} with {headers:?}: {body}");
        }
        let body = Some(json!({"read": [{"context": "viewer"}]}));
        let (status, body) = browser.send(&server, ("POST", "/ctx/"), headers, body).await;
        assert_eq!(status, expected, "a read by POST with {headers:?}: {body}");
        for method in ["GET", "POST"] {
            let (status, body) = browser.open(&server, (method, "/anybody"), headers).await;
            assert_eq!(status, expected, "{method} of a page with {headers:?}: {body}");
        }
    }
}

#[tokio::test]
async fn a_short_token_is_got_by_another_proof_and_ends_with_the_permissions() {
    let (_directory, server) = start().await;
    let browser = Browser::default();
    assert_eq!(browser.call(&server, "mwt_obtain", json!({})).await.0, 401);
    browser.call(&server, "sign_in", json!({"id": 9})).await;
    let (_, body) = browser.call(&server, "mwt_obtain", json!({})).await;
    let token = body["result"].as_str().unwrap().to_owned();
    assert_eq!(by_mwt(&server, &token).await, (200, json!(9)));
    assert_eq!(bearer(&server, &token).await.0, 401, "it has a secret of its own");
    let twice = [("x-mizan-token", token.as_str()); 2];
    let (status, _) = Browser::default().call_with(&server, &twice, "write", json!({})).await;
    assert_eq!(status, 401, "of two tokens nobody can say which one counts");

    let headers = [("x-mizan-token", token.as_str())];
    let (status, _) = browser.call_with(&server, &headers, "mwt_obtain", json!({})).await;
    assert_eq!(status, 401, "a token that renewed itself would never end");

    FALLEN.store(9, Ordering::SeqCst);
    assert_eq!(by_mwt(&server, &token).await.0, 401);
    FALLEN.store(0, Ordering::SeqCst);
}

/// The claims of a token that is signed by this secret, and how long it lasts.
fn read(token: &str, secret: [u8; 32]) -> (Value, Duration) {
    let token = UntrustedToken::new(token).unwrap();
    let token = Hs256.validator::<Value>(&Hs256Key::new(secret)).validate(&token).unwrap();
    let claims = token.claims();
    let life = claims.expiration.unwrap() - claims.issued_at.unwrap();
    (claims.custom.clone(), life)
}

#[tokio::test]
async fn a_pair_lasts_as_long_as_is_documented() {
    let (_directory, server) = start().await;
    let (_, [access, refresh]) = get_pair(&server, "jwt_obtain", json!({"id": 1})).await;
    assert_eq!(read(&access, JWT_SECRET).1, Duration::minutes(15));
    assert_eq!(read(&refresh, JWT_SECRET).1, Duration::weeks(2));
}

#[tokio::test]
async fn a_short_token_says_what_the_protocol_says() {
    let (_directory, server) = start().await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 2})).await;
    let (_, body) = browser.call(&server, "mwt_obtain", json!({})).await;
    let (claims, life) = read(body["result"].as_str().unwrap(), MWT_SECRET);
    assert_eq!(life, Duration::seconds(300));
    let [sub, staff, superuser] = ["sub", "staff", "super"].map(|name| &claims[name]);
    assert_eq!([sub, staff, superuser], [&json!("2"), &json!(true), &json!(false)]);
    assert_eq!(claims["pkey"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn tokens_come_in_the_order_of_the_protocol() {
    let (_directory, server) = start().await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    let (_, body) = browser.call(&server, "mwt_obtain", json!({})).await;
    let mwt = body["result"].as_str().unwrap().to_owned();
    browser.call(&server, "sign_in", json!({"id": 2})).await;
    let jwt = format!("Bearer {}", forge(&JWT_SECRET, me(3), 0, 60));
    let cases: [(Headers<'_>, u16, Value); 6] = [
        (&[("x-mizan-token", &mwt), ("authorization", &jwt)], 200, json!(1)),
        (&[("authorization", &jwt)], 200, json!(3)),
        (OWN_PAGE, 200, json!(2)),
        (&[("x-mizan-token", "x"), ("authorization", &jwt)], 401, Value::Null),
        (&[("x-mizan-token", &mwt), ("authorization", "Bearer x")], 401, Value::Null),
        (&[("authorization", "Bearer x"), ("sec-fetch-site", "same-origin")], 401, Value::Null),
    ];
    for (headers, expected, who) in cases {
        let (status, body) = browser.call_with(&server, headers, "write", json!({})).await;
        assert_eq!((status, &body["result"]), (expected, &who), "{headers:?}: {body}");
    }
}

/// The status of a call with a token, if there is one.
async fn answer(api: &Server, call: &Value, token: &str) -> (u16, Value) {
    let request = http::Request::post("/call/").header("authorization", token);
    let response = api.answer(request.body(call.to_string()).unwrap()).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[tokio::test]
async fn what_identifies_is_lent_unless_another_is_provided() {
    let (obtain, write) =
        (json!({"fn": "jwt_obtain", "args": {"id": 1}}), json!({"fn": "write", "args": {}}));
    let identified = || {
        Server::builder()
            .identify(sessions::<Me>())
            .identify(mwt::<Me>(MWT_SECRET))
            .identify(jwt::<Me>(JWT_SECRET))
            .identify(jwt::<Me>([9; 32]))
            .identify(ByProxy)
    };
    for (builder, status) in [(identified(), 200), (identified().provide(jwt::<Me>([6; 32])), 401)]
    {
        let api = builder.build().unwrap();
        let (_, body) = answer(&api, &obtain, "").await;
        let access = body["result"]["access"].as_str().unwrap();
        let (actual, body) = answer(&api, &write, &format!("Bearer {access}")).await;
        assert_eq!(actual, status, "{body}");
    }
}

#[test]
#[should_panic(expected = "at least 32 bytes")]
fn a_secret_that_can_be_guessed_is_none() {
    let _ = jwt::<Me>("secret");
}
