//! A file while it arrives: it is refused at the first byte that its parameter does not take.

use bytes::Bytes;

use crate::arguments::errors::ArgumentErrors;
use crate::declared::content_type::accepts;
use crate::declared::function::Function;
use crate::declared::inputs::FileParameter;
use crate::declared::upload::{IncomingFile, ReceivedFiles};
use crate::server::limits::Limits;
use crate::{Code, Error};

/// A file of which a part has arrived.
pub(crate) struct ReceivingFile {
    position: usize,
    parameter: &'static FileParameter,
    /// The largest size in bytes.
    most: u64,
    file: IncomingFile,
}

impl ReceivingFile {
    /// Begins a file for the parameter of that name. `count` tells how many files the parameter of a
    /// position has already.
    pub(crate) fn begin(
        function: &'static Function,
        parameter: &str,
        file_name: &str,
        count: impl Fn(usize) -> usize,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let position = find_parameter(function, parameter, count)?;
        let parameter = &function.files[position];
        let most = parameter.size.unwrap_or(limits.upload);
        Ok(Self { position, parameter, most, file: IncomingFile::new(file_name) })
    }

    /// The position of its parameter.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Refuses a file of more bytes than its parameter takes.
    pub(crate) fn check_size(&self, bytes: u64) -> Result<(), Error> {
        if bytes <= self.most {
            return Ok(());
        }
        let (name, most) = (self.parameter.name, self.most);
        Err(Error::new(Code::PayloadTooLarge, format!("`{name}` is larger than {most} bytes.")))
    }

    /// Appends a piece.
    pub(crate) async fn receive(mut self, piece: Bytes) -> Result<Self, Error> {
        self.check_size(self.file.len() + piece.len() as u64)?;
        let had_head = self.file.has_head();
        self.file = self.file.receive(piece).await?;
        if self.file.has_head() && !had_head {
            self.check_type()?;
        }
        Ok(self)
    }

    /// Ends the file.
    pub(crate) fn end(self, received: &mut ReceivedFiles) -> Result<(), Error> {
        self.check_type()?;
        received.add(self.position, self.file.finish());
        Ok(())
    }

    fn check_type(&self) -> Result<(), Error> {
        let (accept, content_type) = (self.parameter.accept, self.file.content_type());
        if accepts(accept, content_type) {
            return Ok(());
        }
        let expected = accept.join(" or ");
        Err(refuse(self.parameter, format!("is {content_type}, expected {expected}")))
    }
}

/// The position of the parameter that takes a file.
fn find_parameter(
    function: &Function,
    name: &str,
    count: impl Fn(usize) -> usize,
) -> Result<usize, Error> {
    let position = function.files.iter().position(|parameter| parameter.name == name);
    let Some(position) = position else {
        let mut errors = ArgumentErrors::default();
        errors.add_unknown(name, function.files.iter().map(|parameter| parameter.name));
        return Err(errors.into_error());
    };
    let parameter = &function.files[position];
    if count(position) < parameter.count {
        return Ok(position);
    }
    let message = match parameter.count {
        1 => "is given twice".to_owned(),
        count => format!("are too many: there may be {count}"),
    };
    Err(refuse(parameter, message))
}

fn refuse(parameter: &FileParameter, message: String) -> Error {
    let mut errors = ArgumentErrors::default();
    errors.add(parameter.name.to_owned(), message);
    errors.into_error()
}
