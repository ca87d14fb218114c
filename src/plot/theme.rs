//! Colours of pictures. Series are told apart by the palettes of Okabe and Ito ("Color Universal
//! Design", 2008) and of Tol ("Colour Schemes", 2021), which people with any of the usual colour
//! deficiencies can tell apart, as far as they stand out from the background.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The word on the command line.
    pub name: &'static str,
    /// One line for help.
    pub about: &'static str,
    /// Behind everything.
    pub background: Rgb,
    /// Text and axes.
    pub ink: Rgb,
    /// Text that matters less.
    pub pale_ink: Rgb,
    /// Lines behind the data.
    pub grid: Rgb,
    /// The data: the colour of a panel's place, or of a layer's.
    pub series: [Rgb; 8],
}

impl Theme {
    /// Every theme, the default first.
    pub const ALL: [Self; 3] = [
        Self {
            name: "light",
            about: "dark on white",
            background: (255, 255, 255),
            ink: (32, 36, 44),
            pale_ink: (92, 98, 108),
            grid: (226, 229, 234),
            series: [
                (0, 114, 178),
                (213, 94, 0),
                (0, 158, 115),
                (204, 121, 167),
                (51, 34, 136),
                (136, 34, 85),
                (127, 112, 20),
                (110, 110, 110),
            ],
        },
        Self {
            name: "dark",
            about: "light on near black",
            background: (22, 25, 31),
            ink: (232, 234, 238),
            pale_ink: (160, 167, 178),
            grid: (52, 57, 67),
            series: [
                (86, 180, 233),
                (230, 159, 0),
                (0, 158, 115),
                (204, 121, 167),
                (240, 228, 66),
                (213, 94, 0),
                (153, 153, 230),
                (150, 150, 150),
            ],
        },
        Self {
            name: "print",
            about: "black and greys, for paper",
            background: (255, 255, 255),
            ink: (0, 0, 0),
            pale_ink: (64, 64, 64),
            grid: (208, 208, 208),
            series: [
                (70, 70, 70),
                (140, 140, 140),
                (30, 30, 30),
                (110, 110, 110),
                (0, 0, 0),
                (125, 125, 125),
                (50, 50, 50),
                (90, 90, 90),
            ],
        },
    ];

    /// The theme of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name == name)
    }

    /// The colour of the panel at a place.
    #[must_use]
    pub fn of(&self, place: usize) -> Rgb {
        self.series.get(place % self.series.len()).copied().unwrap_or(self.ink)
    }

    /// A colour between the background (0) and `full` (1); the faintest is still seen.
    #[must_use]
    pub fn shade(&self, full: Rgb, share: f64) -> Rgb {
        let share = 0.12 + 0.88 * share.clamp(0.0, 1.0);
        let mix = |from: u8, to: u8| {
            let mixed = f64::from(from) + (f64::from(to) - f64::from(from)) * share;
            (0..=u8::MAX).rev().find(|&level| f64::from(level) <= mixed).unwrap_or(0)
        };
        let (red, green, blue) = self.background;
        (mix(red, full.0), mix(green, full.1), mix(blue, full.2))
    }
}

impl Default for Theme {
    fn default() -> Self {
        let [first, ..] = Self::ALL;
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.1, section 1.4.3: relative luminance and contrast ratio.
    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let light = |(red, green, blue): Rgb| {
            let linear = |level: u8| {
                let level = f64::from(level) / 255.0;
                if level <= 0.03928 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05
        };
        light(one).max(light(other)) / light(one).min(light(other))
    }

    #[test]
    fn text_and_data_stand_out_from_their_background() {
        for theme in Theme::ALL {
            assert!(contrast(theme.ink, theme.background) >= 7.0, "{}", theme.name);
            assert!(contrast(theme.pale_ink, theme.background) >= 4.5, "{}", theme.name);
            for colour in theme.series {
                assert!(contrast(colour, theme.background) >= 3.0, "{} {colour:?}", theme.name);
            }
        }
    }

    #[test]
    fn shades_go_from_faint_to_full() {
        let theme = Theme::default();
        assert_eq!(theme.shade((0, 0, 0), 1.0), (0, 0, 0));
        assert!(theme.shade((0, 0, 0), 0.0).0 < 230);
    }
}
