//! Every read of a context at once, in one object.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::join_all;
use http::{HeaderName, HeaderValue, Response};

use super::call::{Call, Source};
use super::mistakes::Mistakes;
use super::query::Query;
use super::reply::Reply;
use super::who::Who;
use super::{finish, json, response};
use crate::server::{ContextMembers, Member, Server};
use crate::{Error, Request};

const CACHE_HEADER: HeaderName = HeaderName::from_static("x-mizan-cache");

impl Server {
    pub(super) async fn bundle(
        &self,
        request: &Arc<Request>,
        name: &str,
    ) -> Result<Response<Bytes>, Error> {
        let context = self
            .find_context(name)
            .ok_or_else(|| Error::not_found(format!("There is no context `{name}`.")))?;
        let query = Arc::new(Query::parse(request.uri().query().unwrap_or_default()));
        let members = select(context, &query)?;
        let _permit = self.enter().await?;
        let bundle = self.read_bundle(&members, request, &Source::Query(query)).await?;
        let mut response = response::success(bundle.into());
        response.headers_mut().insert(CACHE_HEADER, HeaderValue::from_static("BYPASS"));
        Ok(response)
    }

    /// Runs reads of a context and writes what they answer as one object.
    pub(super) async fn read_bundle(
        &self,
        members: &[&Arc<Member>],
        request: &Arc<Request>,
        arguments: &Source,
    ) -> Result<Vec<u8>, Error> {
        let who = self.find_who(request, members.iter().copied()).await?;
        let version = self.version();
        let reads = members.iter().map(|member| self.read(member, request, &who, arguments));
        write(&version, members, join_all(reads).await)
    }

    async fn read(
        &self,
        member: &Arc<Member>,
        request: &Arc<Request>,
        who: &Who,
        arguments: &Source,
    ) -> Result<Vec<u8>, Error> {
        let call = Call::admit(member, request, who, arguments.clone())?;
        let reply = finish::read(call, Reply::after(&member.key), self.limits().time).await?;
        Ok(reply.into_parts().0)
    }
}

/// The members that `$only` names, or all of them.
fn select<'context>(
    context: &'context ContextMembers,
    query: &Query,
) -> Result<Vec<&'context Arc<Member>>, Error> {
    let mut mistakes = Mistakes::default();
    for name in query.names().filter(|name| *name != "$only" && !context.takes(name)) {
        mistakes.add_unknown(name, context.arguments());
    }
    let only: Option<Vec<&str>> = query.get("$only").map(|names| names.split(',').collect());
    for name in only.iter().flatten().filter(|name| !context.has(name)) {
        mistakes.add("$only".to_owned(), format!("`{name}` is no function of this context"));
    }
    if !mistakes.is_empty() {
        return Err(mistakes.into_error());
    }
    let wanted = |member: &&Arc<Member>| match &only {
        Some(names) => names.contains(&member.function.name),
        None => true,
    };
    Ok(context.members.iter().filter(wanted).collect())
}

/// Writes the object: failures, the version, then the members as their names sort.
fn write(
    version: &str,
    members: &[&Arc<Member>],
    results: Vec<Result<Vec<u8>, Error>>,
) -> Result<Vec<u8>, Error> {
    let room: usize = results.iter().flatten().map(|member| member.len() + 1).sum();
    let mut bundle = Vec::with_capacity(room + version.len() + 16);
    let all_failed = results.iter().all(Result::is_err);
    bundle.push(b'{');
    write_failures(members, &results, &mut bundle);
    bundle.extend_from_slice(br#""$v":""#);
    bundle.extend_from_slice(version.as_bytes());
    bundle.push(b'"');
    for result in results {
        match result {
            Ok(member) => {
                bundle.push(b',');
                bundle.extend_from_slice(&member);
            }
            Err(error) if all_failed => return Err(error),
            Err(_) => {}
        }
    }
    bundle.push(b'}');
    Ok(bundle)
}

fn write_failures(
    members: &[&Arc<Member>],
    results: &[Result<Vec<u8>, Error>],
    bundle: &mut Vec<u8>,
) {
    let mut opening = br#""$errors":{"#.as_slice();
    for (member, result) in members.iter().zip(results) {
        let Err(error) = result else { continue };
        bundle.extend_from_slice(opening);
        json::write_text(member.function.name, bundle);
        bundle.push(b':');
        response::write_error(error, bundle);
        opening = b",";
    }
    if opening == b"," {
        bundle.extend_from_slice(b"},");
    }
}
