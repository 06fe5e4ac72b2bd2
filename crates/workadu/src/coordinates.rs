//! Points on the map.

use std::fmt;

use guichet_core::Decimal;
use guichet_core::json::{self, Fault, Kind, Reader, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point as Workadu spells it: `(latitude, longitude)`, in degrees.
///
/// A point that was read keeps its text, also where it cannot be understood; [`latitude`](Self::latitude) and
/// [`longitude`](Self::longitude) are `None` then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinates {
    text: String,
    point: Option<(Decimal, Decimal)>,
}

impl Coordinates {
    /// A point. Latitude is within ±90 degrees, longitude within ±180.
    ///
    /// # Errors
    /// A value out of range.
    pub fn new(latitude: Decimal, longitude: Decimal) -> guichet_core::Result<Self> {
        for (name, value, most) in [("latitude", latitude, 90), ("longitude", longitude, 180)] {
            if value.abs() > Decimal::from(most) {
                return Err(guichet_core::Error::invalid(
                    "coordinates",
                    name,
                    format_args!("{value} is not within ±{most} degrees"),
                ));
            }
        }
        Ok(Self { text: format!("({latitude}, {longitude})"), point: Some((latitude, longitude)) })
    }

    /// Degrees north; negative is south.
    pub fn latitude(&self) -> Option<Decimal> {
        self.point.map(|(latitude, _)| latitude)
    }

    /// Degrees east; negative is west.
    pub fn longitude(&self) -> Option<Decimal> {
        self.point.map(|(_, longitude)| longitude)
    }

    /// The text as it was read, or as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `(latitude,longitude)` without the space, as the availability filters show it, however it was read.
    pub(crate) fn compact(&self) -> String {
        self.point.map_or_else(|| self.text.clone(), |(latitude, longitude)| format!("({latitude},{longitude})"))
    }

    fn read(text: String) -> Self {
        let inside = text.trim().trim_start_matches('(').trim_end_matches(')');
        let point = inside.split_once(',').and_then(|(latitude, longitude)| {
            let latitude = guichet_core::decimal::parse(latitude.trim()).ok()?;
            let longitude = guichet_core::decimal::parse(longitude.trim()).ok()?;
            Self::new(latitude, longitude).ok()?.point
        });
        Self { text, point }
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Coordinates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl Value for Coordinates {
    const KIND: Kind = Kind::Text;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *into = reader.spelling("text")?.map(|text| Self::read(text.into_owned()));
        Ok(())
    }
}

guichet_core::written_as_serialized!(Coordinates);

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_checked_when_made_and_kept_when_read() {
        let kos = Coordinates::new("36.8915064".parse().unwrap(), "27.2877228".parse().unwrap()).unwrap();
        assert_eq!(kos.to_string(), "(36.8915064, 27.2877228)");
        assert_eq!(kos.compact(), "(36.8915064,27.2877228)");
        for (latitude, longitude) in [("90.1", "0"), ("-91", "0"), ("0", "180.0001"), ("0", "-200")] {
            let error = Coordinates::new(latitude.parse().unwrap(), longitude.parse().unwrap()).unwrap_err();
            assert_eq!(error.kind(), guichet_core::ErrorKind::Invalid);
        }
        for text in ["(39.074208, 21.824312)", "39.074208,21.824312", "( 39.074208 , 21.824312 )"] {
            let read: Coordinates = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!(read.latitude(), Some("39.074208".parse().unwrap()), "{text}");
            assert_eq!(read.as_str(), text);
        }
        for text in ["", "``", "somewhere", "(1,2,3)", "(100, 0)"] {
            let read: Coordinates = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!((read.latitude(), read.as_str()), (None, text));
        }
    }
}
