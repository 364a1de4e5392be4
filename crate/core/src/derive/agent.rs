/*!
What a user agent is: program, version, operating system, device, and whether it is a bot; by the list of user agents
([`crate::agents`]), so nothing where there is none.
*/

use super::{Derivation, Known};
use crate::field::{self, FieldId, Role};

pub(super) struct Agent;

impl Derivation for Agent {
    fn source(&self) -> Role {
        Role::Agent
    }

    fn fields(&self) -> &'static [FieldId] {
        &[field::AGENT_NAME, field::AGENT_VERSION, field::AGENT_OS, field::DEVICE, field::SYNTHETIC]
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn derive(&self, value: &[u8], known: &Known, out: &mut [Vec<u8>]) {
        let Some(agents) = &known.agents else { return };
        let agent = agents.describe(value);
        let facts = [agent.name, agent.version, agent.os, agent.device, agent.synthetic.into()];
        for (out, fact) in out.iter_mut().zip(facts) {
            *out = fact;
        }
    }
}
