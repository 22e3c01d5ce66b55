//! The pages of a read's list: what a page says of the next one.

use mizan_ir::{Api, Next, PagingError};
use serde::de::IgnoredAny;

use crate::Error;
use crate::arguments::object::Members;
use crate::arguments::written::WrittenValue;
use crate::declared::function::Function;
use crate::declared::model::api::describe_alone;

/// How one page of a read leads to the next.
pub(crate) struct Paging {
    /// The argument that names a page.
    pub(crate) argument: &'static str,
    /// The field of the result that holds the elements; `None` if the result is the list.
    list: Option<String>,
    next: Next,
}

/// The position of a page: the argument that names it, as JSON; nothing for the first page.
#[derive(Default)]
pub(crate) struct Position(pub(crate) Option<String>);

impl Paging {
    /// The paging of a read; `None` for a function whose result comes whole.
    pub(super) fn of(function: &Function) -> Result<Option<Self>, PagingError> {
        let Some(argument) = function.paging else { return Ok(None) };
        let (described, types) = describe_alone(function);
        let api = Api { types, ..Api::default() };
        let paging = api.paging(&described).transpose()?;
        Ok(paging.map(|paging| Self { argument, list: paging.list, next: paging.next }))
    }

    /// The position that a client asks for.
    pub(crate) fn start(&self, written: Option<WrittenValue<'_>>) -> Position {
        match self.next {
            Next::Cursor { .. } => Position::default(),
            // A value that is no number is refused when the arguments are read.
            Next::Offset { .. } => Position(
                written.and_then(WrittenValue::read::<i128>).map(|offset| offset.to_string()),
            ),
        }
    }

    /// The position behind a page; `None` behind the last page.
    pub(crate) fn follow(
        &self,
        position: &Position,
        page: &[u8],
    ) -> Result<Option<Position>, Error> {
        self.find_next(position, page)
            .map_err(|error| Error::internal(format!("the result is no page: {error}")))
    }

    fn find_next(
        &self,
        Position(position): &Position,
        page: &[u8],
    ) -> Result<Option<Position>, serde_json::Error> {
        let page = String::from_utf8_lossy(page);
        let fields = match self.list {
            Some(_) => Some(Members::parse(&page)?),
            None => None,
        };
        let field = |name: &str| fields.as_ref().and_then(|fields| fields.get(name));
        let total = match &self.next {
            Next::Cursor { field: name } => {
                let cursor = field(name).filter(|cursor| *cursor != "null");
                return Ok(cursor.map(|cursor| Position(Some(cursor.to_owned()))));
            }
            Next::Offset { total } => total.as_deref().and_then(field),
        };
        let list = match &self.list {
            Some(name) => field(name).unwrap_or("[]"),
            None => &page,
        };
        let length = serde_json::from_str::<Vec<IgnoredAny>>(list)?.len() as i128;
        let offset = position.as_deref().map_or(Ok(0), serde_json::from_str::<i128>)? + length;
        let total = total.map(serde_json::from_str::<i128>).transpose()?;
        let is_last = length == 0 || total.is_some_and(|total| offset >= total);
        Ok((!is_last).then(|| Position(Some(offset.to_string()))))
    }
}
