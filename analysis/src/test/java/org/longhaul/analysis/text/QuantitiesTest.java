package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "12e-9, 12.0 ns",
        "0.0305, 30.5 ms",
        "0.9999, 1.00 s",
        "2.9, 2.90 s",
        "119, 119 s",
        "125, 2.08 min",
        "11160, 3.10 h",
        "400000, 4.63 d",
        "NaN, –"
    })
    void durations(double seconds, String text) {
        assertThat(Quantities.duration(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1500, 1.50 kB", "2631901184, 2.63 GB", "999999, 1.00 MB", "4e15, 4.00 PB"})
    void sizes(double bytes, String text) {
        assertThat(Quantities.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"170.6667, 170.67x", "1, 1.00x", "12345.6, 12346x", "NaN, –"})
    void factors(double factor, String text) {
        assertThat(Quantities.factor(factor)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0%", "0.001, <1%", "0.317, 32%", "1, 100%"})
    void percents(double share, String text) {
        assertThat(Quantities.percent(share)).isEqualTo(text);
    }
}
