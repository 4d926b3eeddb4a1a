use aes::Aes256;
use cbc::cipher::{block_padding::Pkcs7, BlockEncryptMut, KeyIvInit};
use crc::{Crc, CRC_32_ISCSI};
use ring::{digest, signature::{self, RsaKeyPair}, rand::SystemRandom};

type Enc = cbc::Encryptor<Aes256>;

const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);
const OBJECT: usize = 1 << 20;

pub fn seal(key: &[u8; 32], iv: &[u8; 16], obj: &[u8; OBJECT]) -> Vec<u8> {
    // region: encrypt aes-cbc async min=65536
    Enc::new(key.into(), iv.into()).encrypt_padded_vec_mut::<Pkcs7>(obj)
}

pub fn page_sum(page: &[u8; 8192]) -> u32 {
    // region: crc in-core min=512
    CRC.checksum(page)
}

pub fn id(name: &str) -> digest::Digest {
    // degrades: hash
    digest::digest(&digest::SHA256, name.as_bytes())
}

pub fn token(k: &RsaKeyPair, rng: &SystemRandom, msg: &[u8], out: &mut [u8]) {
    // region: sign async
    k.sign(&signature::RSA_PKCS1_SHA256, rng, msg, out).unwrap();
}
