//! Pixels as a PNG file (ISO/IEC 15948). Compressed in a way that depends on no machine: the
//! compressor that other formats use is faster where the processor helps, with other bytes.

pub use png::EncodingError;
use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};

/// Writes red, green and blue of each pixel, row by row, as PNG that says how many dots an inch
/// it is meant for.
///
/// # Errors
/// When there are not as many bytes as pixels ask for.
pub fn encode(rgb: &[u8], size: (u32, u32), dpi: u32) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    // 39.37 inches a metre; rounded as the format has whole numbers.
    let per_metre = u32::try_from((u64::from(dpi) * 10_000 + 127) / 254).unwrap_or(u32::MAX);
    let dimensions = PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter };
    encoder.set_pixel_dims(Some(dimensions));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(bytes)
}
