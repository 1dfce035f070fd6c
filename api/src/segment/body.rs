//! Bodies as the protocol's clients send them: JSON under any content type, compressed or not.
//!
//! The content type says nothing (browsers send `text/plain` to spare a pre-flight, RudderStack's library a form), so
//! only the encoding counts. A small body can inflate to gigabytes; inflating stops at the limit.

use super::BODY_MAX;
use crate::error::{ApiError, ApiResult};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header,
    web::{self, Bytes, BytesMut},
};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use futures_util::{StreamExt as _, future::LocalBoxFuture};
use patron_api_types::problem::ErrorCode;
use std::io::Read;

/// From so many compressed bytes on, inflating leaves the request's thread.
const INLINE_MAX: usize = 16 * 1024;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Gzip,
    Deflate,
    Unknown,
}

impl Encoding {
    fn of(request: &HttpRequest) -> Self {
        let Some(value) = request.headers().get(header::CONTENT_ENCODING) else { return Self::Identity };
        match value.to_str().unwrap_or("?").trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            _ => Self::Unknown,
        }
    }
}

/// A body as it came, at most 4 MiB.
#[derive(Debug)]
pub struct Encoded {
    bytes: Bytes,
    encoding: Encoding,
}

impl FromRequest for Encoded {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let encoding = Encoding::of(request);
        let mut payload = payload.take();
        Box::pin(async move {
            let mut bytes = BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|e| ApiError::new(ErrorCode::MalformedBody).cause(e))?;
                if bytes.len() + chunk.len() > BODY_MAX {
                    return Err(over_limit());
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(Self { bytes: bytes.freeze(), encoding })
        })
    }
}

impl Encoded {
    /// The body's text, at most 4 MiB.
    ///
    /// # Errors
    /// When its encoding is unknown, or it does not inflate, or to too much.
    pub async fn text(self) -> ApiResult<String> {
        let Self { bytes, encoding } = self;
        let bytes = match encoding {
            Encoding::Identity => bytes.to_vec(),
            Encoding::Unknown => {
                return Err(ApiError::new(ErrorCode::UnsupportedMediaType)
                    .detail("Content-Encoding must be gzip, deflate or identity. Nothing was stored."));
            }
            _ if bytes.len() <= INLINE_MAX => inflated(&bytes, encoding)?,
            _ => web::block(move || inflated(&bytes, encoding))
                .await
                .map_err(|e| ApiError::new(ErrorCode::Internal).cause(e))??,
        };
        Ok(characters(bytes))
    }
}

fn inflated(bytes: &[u8], encoding: Encoding) -> ApiResult<Vec<u8>> {
    let mut out = Vec::new();
    let read = match encoding {
        Encoding::Gzip => up_to_limit(MultiGzDecoder::new(bytes), &mut out),
        // the word means zlib's format, but some send the bare stream
        _ if is_zlib(bytes) => up_to_limit(ZlibDecoder::new(bytes), &mut out),
        _ => up_to_limit(DeflateDecoder::new(bytes), &mut out),
    };
    if out.len() > BODY_MAX {
        return Err(over_limit());
    }
    read.map_err(|e| {
        ApiError::new(ErrorCode::MalformedBody)
            .detail("The compressed body is broken. Nothing was stored.")
            .cause(e)
    })?;
    Ok(out)
}

/// Reads one byte more than the limit, which tells that there is more.
fn up_to_limit(decoder: impl Read, out: &mut Vec<u8>) -> std::io::Result<usize> {
    let limit = u64::try_from(BODY_MAX).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(out)
}

/// Whether bytes begin with a header of zlib (RFC 1950, section 2.2).
fn is_zlib(bytes: &[u8]) -> bool {
    let [method, flags, ..] = bytes else { return false };
    method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0
}

/// Bytes as text. What is no UTF-8 becomes U+FFFD: it stands in a string of one event, and costs no other.
pub fn characters(bytes: Vec<u8>) -> String {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => String::from_utf8_lossy(e.as_bytes()).into_owned(),
    };
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    text
}

fn over_limit() -> ApiError {
    too_large(format!("At most {BODY_MAX} bytes are taken, also after decompression."))
}

/// A body that is too large.
pub fn too_large(detail: String) -> ApiError {
    ApiError::new(ErrorCode::BodyTooLarge).detail(format!("{detail} Nothing was stored."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn both_kinds_of_deflate_and_gzip_inflate() {
        let text = br#"{"batch":[]}"#;
        assert_eq!(inflated(&gzip(text), Encoding::Gzip).unwrap(), text);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text).unwrap();
        assert_eq!(inflated(&zlib.finish().unwrap(), Encoding::Deflate).unwrap(), text);
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(text).unwrap();
        assert_eq!(inflated(&bare.finish().unwrap(), Encoding::Deflate).unwrap(), text);
    }

    #[test]
    fn a_bomb_is_too_large_and_rubbish_is_malformed() {
        let bomb = gzip(&vec![b' '; BODY_MAX + 1]);
        assert!(bomb.len() < 8192, "{}", bomb.len());
        let code = |bytes: &[u8]| inflated(bytes, Encoding::Gzip).unwrap_err().code();
        assert_eq!(code(&bomb), ErrorCode::BodyTooLarge);
        assert_eq!(code(b"no gzip at all"), ErrorCode::MalformedBody);
        let whole = gzip(br#"{"batch":[]}"#);
        assert_eq!(code(&whole[..whole.len() - 6]), ErrorCode::MalformedBody);
        assert_eq!(inflated(&gzip(&vec![b' '; BODY_MAX]), Encoding::Gzip).unwrap().len(), BODY_MAX);
    }

    #[test]
    fn bytes_that_are_no_text_spoil_one_string() {
        assert_eq!(characters(b"\xef\xbb\xbf{\"a\":\"L\xf6v\"}".to_vec()), "{\"a\":\"L\u{fffd}v\"}");
    }
}
