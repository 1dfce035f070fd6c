//! Sealed fields of made-up rows. What repeats (addresses, browsers, streets, postcodes) is sealed once and used
//! again; names and phones are sealed one by one.

use super::words;
use crate::device;
use patron_db::{
    Result,
    sealed::{Blind, Field, Keyring},
};
use patron_domain::phone::Phone;
use std::sync::Arc;

/// The keyring and what was sealed with it beforehand.
pub struct Seals {
    keyring: Arc<Keyring>,
    hosts: Vec<Vec<u8>>,
    agents: Vec<(Vec<u8>, Option<String>)>,
    postcodes: Vec<Vec<u8>>,
    streets: Vec<Vec<u8>>,
}

/// Houses of each street.
const HOUSES: usize = 60;

/// A phone number as it stands in a profile.
pub struct SealedPhone {
    pub typed: Vec<u8>,
    pub e164: Option<Vec<u8>>,
    pub index: Vec<u8>,
    pub last4: Option<Vec<u8>>,
}

impl Seals {
    /// Seals what repeats.
    pub fn new(keyring: Arc<Keyring>) -> Result<Self> {
        let seal = |field, text: &str| keyring.seal(field, text).map(|sealed| sealed.0);
        let hosts = (0..words::HOSTS).map(|host| seal(Field::IpAddress, &words::address(host)));
        let agents = words::AGENTS
            .iter()
            .map(|(agent, _)| Ok((seal(Field::UserAgent, agent)?, device::describe(agent))));
        let postcodes = words::CITIES.iter().map(|(.., code)| seal(Field::Postcode, code));
        let houses = words::STREETS.iter().flat_map(|street| (1..=HOUSES).map(move |house| (house, street)));
        let streets = houses.map(|(house, street)| seal(Field::Street, &format!("{house} {street}")));
        Ok(Self {
            hosts: hosts.collect::<Result<_>>()?,
            agents: agents.collect::<Result<_>>()?,
            postcodes: postcodes.collect::<Result<_>>()?,
            streets: streets.collect::<Result<_>>()?,
            keyring,
        })
    }

    /// An IP address.
    pub fn host(&self, place: u16) -> &[u8] {
        &self.hosts[usize::from(place)]
    }

    /// A browser and the device in words.
    pub fn agent(&self, place: u8) -> (&[u8], Option<&str>) {
        let (sealed, device) = &self.agents[usize::from(place)];
        (sealed, device.as_deref())
    }

    /// A city's postcode.
    pub fn postcode(&self, city: usize) -> &[u8] {
        &self.postcodes[city]
    }

    /// Where the `n`th person lives.
    pub fn street(&self, n: usize) -> &[u8] {
        &self.streets[n % self.streets.len()]
    }

    /// A phone number as an order has it.
    pub fn number(&self, phone: &Phone) -> Result<Vec<u8>> {
        self.keyring.seal(Field::Phone, &phone.typed).map(|sealed| sealed.0)
    }

    /// A recipient's name.
    pub fn name(&self, name: &str) -> Result<Vec<u8>> {
        self.keyring.seal(Field::RecipientName, name).map(|sealed| sealed.0)
    }

    /// A phone number with what finds it.
    pub fn phone(&self, phone: &Phone) -> Result<SealedPhone> {
        Ok(SealedPhone {
            typed: self.number(phone)?,
            e164: self.keyring.seal_opt(Field::Phone, phone.e164.as_deref())?,
            index: self.keyring.blind(Blind::Phone, &phone.comparable()),
            last4: phone.last4().map(|digits| self.keyring.blind(Blind::PhoneLast4, &digits)),
        })
    }
}
