//! The domains that the resources belong to ("2. What is a resource?").

use guichet_core::open_enum;

open_enum! {
    /// A domain, by the name that it has in paths ("6.2. Resource path URL"). The documentation lists the sixteen domains and not
    /// these names: of those marked *unverified* the name is made as the confirmed ones are, and
    /// [`Builder::domain_path`](crate::Builder::domain_path) sets another one for the server at hand.
    pub enum Domain: text {
        /// *Accounting*: chart of accounts, fiscal years. Its path name is *unverified*.
        Accounting = "accounting",
        /// *Administration*: what the administration console does.
        Administration = "admin",
        /// *Approval process*: approvals of quotes, orders, invoices, expense reports. Its path name is *unverified*.
        Approval = "approval",
        /// *Customer Relationship*: events, opportunities, customers, prospects.
        Crm = "crm",
        /// *Document Management*: documents, publishing templates, links. Its path name is *unverified*.
        Document = "document",
        /// *Legacy*: former SOAP services. Its path name is *unverified*.
        Legacy = "legacy",
        /// *Messaging*: subscriptions and webhooks. Its path name is *unverified*.
        Messaging = "messaging",
        /// *Mobile*: synchronization of the mobile application. Its path name is *unverified*.
        Mobile = "mobile",
        /// *Project management*: projects, phases, tasks.
        ProjectManagement = "projectmanagement",
        /// *Purchase*: quotes, orders, invoices, receptions, suppliers. Its path name is *unverified*.
        Purchase = "purchase",
        /// *Sales*: quotations, orders, invoices, billing tables.
        Sales = "sales",
        /// *Security*: users and rights (*DMF*). Its path name is *unverified*.
        Security = "security",
        /// *Service integration*: e-mails and messages. Its path name is *unverified*.
        ServiceIntegration = "service-integration",
        /// *Settings*: triggers, translations, currencies, preferences.
        Settings = "settings",
        /// *Support*: helpdesk issues, contracts, products, timesheets.
        Support = "support",
        /// *Workforce*: employees, timesheets, expense reports, leave requests.
        Workforce = "workforce",
    }
}

impl Domain {
    /// Whether the name in paths is known from the vendor's pages or from working programs.
    pub fn is_confirmed(&self) -> bool {
        matches!(
            self,
            Self::Administration
                | Self::Crm
                | Self::ProjectManagement
                | Self::Sales
                | Self::Settings
                | Self::Support
                | Self::Workforce
        )
    }
}
