//! What Akuiteo sends by itself when something happens.
