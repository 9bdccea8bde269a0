//! Any bytes are models or an error; models label.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stancekit::features::Room;
use stancekit::model_file::Models;

/// What stands before the checksum in the header.
const BEFORE: &[u8] = br#"{\"blake3\":\""#;

/// Puts in the right checksum, which would keep out all but whole files.
fn seal(bytes: &mut [u8]) {
    let Some(at) = bytes.windows(BEFORE.len()).position(|window| window == BEFORE) else { return };
    let start = at + BEFORE.len();
    if bytes.len() < start + 64 {
        return;
    }
    bytes[start..start + 64].fill(b'0');
    let checksum = blake3::hash(bytes).to_hex();
    bytes[start..start + 64].copy_from_slice(checksum.as_bytes());
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = data.to_vec();
    seal(&mut bytes);
    if let Ok(models) = Models::from_bytes(&bytes, "fuzz") {
        for place in 0..models.models().len() {
            let prediction = models.predict_in(place, "They denied it.", &mut Room::default());
            assert!(prediction.class < models.labels().len());
        }
    }
});
