//! The bundle as one file, by APPNOTE.TXT 6.3: everything is stored as it is, so that any program reads it and the same input
//! gives the same bytes.

use super::file::{Bundle, File};

/// 1980-01-01, the first day that the format knows: when a file was written is no part of the page.
const DAY: u16 = 0x21;
/// What a program has to know to unpack it.
const VERSION: u16 = 10;
/// Names are ASCII, which UTF-8 is too.
const FLAGS: u16 = 0x0800;

impl Bundle {
    /// All files in a zip, in one folder that is called so.
    #[must_use]
    pub fn zip(&self, folder: &str) -> Vec<u8> {
        let whole: usize = self.files.iter().map(|file| file.bytes.len() + 200).sum();
        let (mut zip, mut contents) = (Vec::with_capacity(whole), Vec::new());
        for file in &self.files {
            let at = u32::try_from(zip.len()).unwrap_or(u32::MAX);
            let about = about(file, folder);
            zip.extend_from_slice(&0x0403_4b50_u32.to_le_bytes());
            zip.extend_from_slice(&about);
            zip.extend_from_slice(name(file, folder).as_bytes());
            zip.extend_from_slice(&file.bytes);
            contents.extend_from_slice(&0x0201_4b50_u32.to_le_bytes());
            contents.extend_from_slice(&VERSION.to_le_bytes());
            contents.extend_from_slice(&about);
            // No comment, one volume, nothing particular about the file.
            contents.extend_from_slice(&[0; 10]);
            contents.extend_from_slice(&at.to_le_bytes());
            contents.extend_from_slice(name(file, folder).as_bytes());
        }
        let (at, count) = (
            u32::try_from(zip.len()).unwrap_or(u32::MAX),
            u16::try_from(self.files.len()).unwrap_or(u16::MAX),
        );
        let size = u32::try_from(contents.len()).unwrap_or(u32::MAX);
        zip.append(&mut contents);
        zip.extend_from_slice(&0x0605_4b50_u32.to_le_bytes());
        zip.extend_from_slice(&[0; 4]);
        zip.extend_from_slice(&count.to_le_bytes());
        zip.extend_from_slice(&count.to_le_bytes());
        zip.extend_from_slice(&size.to_le_bytes());
        zip.extend_from_slice(&at.to_le_bytes());
        zip.extend_from_slice(&[0; 2]);
        zip
    }
}

fn name(file: &File, folder: &str) -> String {
    format!("{folder}/{}", file.path)
}

/// What stands both before a file and in the contents.
fn about(file: &File, folder: &str) -> Vec<u8> {
    let length = u32::try_from(file.bytes.len()).unwrap_or(u32::MAX);
    let named = u16::try_from(name(file, folder).len()).unwrap_or(u16::MAX);
    let mut about = Vec::with_capacity(26);
    for word in [VERSION, FLAGS, 0, 0, DAY] {
        about.extend_from_slice(&word.to_le_bytes());
    }
    for long in [crc32(&file.bytes), length, length] {
        about.extend_from_slice(&long.to_le_bytes());
    }
    for word in [named, 0] {
        about.extend_from_slice(&word.to_le_bytes());
    }
    about
}

/// The sum of ISO 3309, as zip has it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let (mut table, mut n) = ([0; 256], 0);
        while n < 256 {
            let (mut sum, mut bit) = (n as u32, 0);
            while bit < 8 {
                sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
                bit += 1;
            }
            table[n] = sum;
            n += 1;
        }
        table
    };
    !bytes.iter().fold(u32::MAX, |sum, byte| TABLE[((sum ^ u32::from(*byte)) & 0xff) as usize] ^ (sum >> 8))
}
