//! Turns requests into what the services log about them: some requests leave an access entry, the
//! others a message of the service that answered, of a background job or of a daemon.

use super::alias::Alias;
use super::clock::Actor;
use super::level::Level;
use super::messages::{
    ACCESS, ACCESS_LOGGER, ATTACKS, BACKGROUND, DAEMONS, DaemonMessage, FAILURES, INTRUSIONS,
    Message, USUAL,
};
use super::pattern::{Pattern, Value};
use super::request::Request;
use super::rng::Rng;
use super::service::{REPLICAS, Service};

/// The facility of the services' messages, local0.
const LOCAL0: u8 = 16;

/// One entry of an application's log; the generator fills the same one again and again.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) level: Level,
    pub(super) service: Service,
    /// Which replica of the service speaks.
    pub(super) replica: u32,
    /// The program, where it is not the service.
    pub(super) daemon: Option<&'static str>,
    /// The process id, if the program gives it.
    pub(super) process: Option<u32>,
    /// Syslog facility.
    pub(super) facility: u8,
    /// Class of the logger within the service.
    pub(super) logger: &'static str,
    pub(super) text: Vec<u8>,
    /// The variables of the text.
    pub(super) values: Vec<Value>,
    /// The entry is about the request itself.
    pub(super) access: bool,
}

/// Which voice the entries have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Fields beside the message carry the request.
    Structured,
    /// The message is all there is.
    Plain,
    /// As plain, among the messages of daemons.
    System,
}

/// Messages to choose from.
#[derive(Clone, Debug)]
struct Menu<M: 'static> {
    choices: Alias,
    messages: Vec<(&'static M, Pattern)>,
}

impl<M> Menu<M> {
    fn new(
        messages: impl Iterator<Item = &'static M>,
        describe: fn(&M) -> (u32, &'static str),
    ) -> Self {
        let messages: Vec<_> =
            messages.map(|message| (message, Pattern::new(describe(message).1))).collect();
        let choices = Alias::new(messages.iter().map(|(message, _)| describe(message).0));
        Self { choices, messages }
    }

    fn draw(&self, rng: &mut Rng) -> &(&'static M, Pattern) {
        &self.messages[self.choices.draw(rng)]
    }
}

/// All that is ever said.
#[derive(Clone, Debug)]
pub(super) struct Application {
    voice: Voice,
    access: Pattern,
    usual: Vec<Menu<Message>>,
    background: Menu<Message>,
    failures: Menu<Message>,
    attacks: [Pattern; 2],
    daemons: Menu<DaemonMessage>,
    intrusions: Menu<DaemonMessage>,
    entry: Entry,
}

impl Application {
    pub(super) fn new(voice: Voice) -> Self {
        let of_service = |message: &Message| (message.3, message.4);
        let of_daemon = |message: &DaemonMessage| (message.4, message.5);
        let usual = |service| USUAL.iter().filter(move |message| message.0 == service);
        Self {
            voice,
            access: Pattern::new(ACCESS),
            usual: Service::ALL.map(|service| Menu::new(usual(service), of_service)).into(),
            background: Menu::new(BACKGROUND.iter(), of_service),
            failures: Menu::new(FAILURES.iter(), of_service),
            attacks: ATTACKS.map(|message| Pattern::new(message.4)),
            daemons: Menu::new(DAEMONS.iter(), of_daemon),
            intrusions: Menu::new(INTRUSIONS.iter(), of_daemon),
            entry: Entry {
                level: Level::Info,
                service: Service::Gateway,
                replica: 0,
                daemon: None,
                process: None,
                facility: LOCAL0,
                logger: ACCESS_LOGGER,
                text: Vec::new(),
                values: Vec::new(),
                access: false,
            },
        }
    }

    /// What is logged about a request.
    pub(super) fn entry(&mut self, request: &Request, rng: &mut Rng) -> &Entry {
        let entry = &mut self.entry;
        entry.text.clear();
        entry.values.clear();
        entry.access = false;
        entry.replica = rng.below(REPLICAS);
        let system = self.voice == Voice::System;
        let usual = &self.usual[request.service as usize];
        match request.actor {
            Actor::Attacker { .. } if system && rng.chance(800) => {
                say_daemon(entry, self.intrusions.draw(rng), rng, request);
            }
            Actor::Attacker { guesses } if rng.chance(if guesses { 600 } else { 350 }) => {
                let which = usize::from(guesses);
                say(entry, &ATTACKS[which], &self.attacks[which], rng, request);
            }
            _ if request.struck && rng.chance(750) => {
                let (message, pattern) = self.failures.draw(rng);
                say(entry, message, pattern, rng, request);
            }
            Actor::Visitor | Actor::Crawler | Actor::Monitor if system && rng.chance(200) => {
                say_daemon(entry, self.daemons.draw(rng), rng, request);
            }
            Actor::Visitor if request.status < 400 && rng.chance(550) => {
                let (message, pattern) = usual.draw(rng);
                say(entry, message, pattern, rng, request);
            }
            Actor::Crawler | Actor::Monitor if rng.chance(500) => {
                let (message, pattern) = self.background.draw(rng);
                say(entry, message, pattern, rng, request);
            }
            _ => self.access(request, rng),
        }
        &self.entry
    }

    /// The entry that says that the request was answered.
    fn access(&mut self, request: &Request, rng: &mut Rng) {
        let entry = &mut self.entry;
        set_service(entry, Service::Gateway, ACCESS_LOGGER);
        entry.access = true;
        entry.level = match request.status {
            500.. => Level::Error,
            429 => Level::Warn,
            _ => Level::Info,
        };
        if self.voice == Voice::Structured {
            entry.text.extend_from_slice(b"request completed");
        } else {
            self.access.write_noting(&mut entry.text, &mut entry.values, rng, request);
        }
    }
}

fn set_service(entry: &mut Entry, service: Service, logger: &'static str) {
    entry.service = service;
    entry.logger = logger;
    entry.daemon = None;
    entry.process = Some(service.process(entry.replica));
    entry.facility = LOCAL0;
}

fn say(entry: &mut Entry, message: &Message, text: &Pattern, rng: &mut Rng, request: &Request) {
    set_service(entry, message.0, message.2);
    entry.level = message.1;
    text.write_noting(&mut entry.text, &mut entry.values, rng, request);
}

fn say_daemon(
    entry: &mut Entry,
    (message, text): &(&DaemonMessage, Pattern),
    rng: &mut Rng,
    request: &Request,
) {
    set_service(entry, request.service, ACCESS_LOGGER);
    let (daemon, has_process, facility, level, ..) = **message;
    // Daemons fork for every task and connection.
    entry.process = has_process.then(|| rng.between(1_200, 32_000));
    (entry.daemon, entry.facility, entry.level) = (Some(daemon), facility, level);
    text.write_noting(&mut entry.text, &mut entry.values, rng, request);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_message_names_known_variables_and_no_attribute_twice() {
        let daemons = DAEMONS.iter().chain(INTRUSIONS).map(|message| message.5);
        let services = USUAL.iter().chain(BACKGROUND).chain(FAILURES).chain(&ATTACKS);
        let texts: Vec<&str> = services.map(|message| message.4).chain(daemons).collect();
        assert!(texts.len() > 70);
        for text in texts {
            let (mut out, mut values) = (Vec::new(), Vec::new());
            let (mut rng, request) = (Rng::seeded(1), Request::default());
            Pattern::new(text).write_noting(&mut out, &mut values, &mut rng, &request);
            assert_eq!(values.len(), text.matches('{').count(), "{text}");
            let keys: HashSet<&str> = values.iter().map(|(variable, _)| variable.key()).collect();
            assert_eq!(keys.len(), values.len(), "{text}");
        }
    }

    #[test]
    fn every_service_has_something_to_say() {
        for service in Service::ALL {
            assert!(USUAL.iter().any(|message| message.0 == service), "{service:?}");
        }
    }
}
