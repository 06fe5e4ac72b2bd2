//! How jobs on EBP's servers stand: imports, attachments, exports.

use guichet_core::{Asked, Outcome, open_enum};

open_enum! {
    /// How a job stands ("Détail des valeurs du champs statut"). A state that is not here is no end: it is waited on.
    pub enum JobStatus: text {
        /// It waits. EBP begins waiting jobs again every hour, up to five times: do not begin one again by hand.
        Waiting = "Waiting",
        /// It has begun.
        Starting = "Starting",
        /// It has ended. **Of an import that says nothing of its lines**: look at the report.
        Completed = "Completed",
        /// It failed: the file, say.
        OperationError = "OperationError",
        /// It failed at EBP's.
        EbpOperationException = "EbpOperationException",
        /// The folder could not be opened.
        EbpOpenDataBaseError = "EbpOpenDataBaseError",
        /// The command failed.
        EbpOlapiError = "EbpOlapiError",
    }
}

impl JobStatus {
    /// What a question about a job came to. `outcome`: what a failure leaves behind.
    pub(crate) fn asked<T>(&self, message: Option<String>, outcome: Outcome, ended: impl FnOnce() -> T) -> Asked<T> {
        match self {
            Self::Completed => Asked::ended(ended()),
            Self::OperationError | Self::EbpOperationException | Self::EbpOpenDataBaseError | Self::EbpOlapiError => {
                Asked::failed(self.as_str(), message, outcome)
            }
            Self::Waiting | Self::Starting => Asked::running(self.as_str(), true),
            Self::Other(_) => Asked::running(self.as_str(), false),
        }
    }
}
