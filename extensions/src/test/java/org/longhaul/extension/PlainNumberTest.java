package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainNumberTest {

    @Test
    void writesNoExponentWherePeopleWriteNone() {
        assertThat(PlainNumber.of(1e-4)).isEqualTo("0.0001");
        assertThat(PlainNumber.of(-2.5e-7)).isEqualTo("-0.00000025");
        assertThat(PlainNumber.of(1e10)).isEqualTo("10000000000");
        assertThat(PlainNumber.of(0.7)).isEqualTo("0.7");
        assertThat(PlainNumber.of(2)).isEqualTo("2.0");
    }

    @Test
    void keepsEveryDigitAndNamesWhatIsNoNumber() {
        assertThat(Double.parseDouble(PlainNumber.of(1.2345678901234567e-9))).isEqualTo(1.2345678901234567e-9);
        assertThat(PlainNumber.of(1e-30)).isEqualTo("1e-30");
        assertThat(PlainNumber.of(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
        assertThat(PlainNumber.of(Double.NaN)).isEqualTo("NaN");
        assertThat(PlainNumber.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void roundsToSignificantDigits() {
        assertThat(PlainNumber.rounded(0.000123456789, 6)).isEqualTo("0.000123457");
        assertThat(PlainNumber.rounded(0.5, 6)).isEqualTo("0.5");
        assertThat(PlainNumber.rounded(1234567, 6)).isEqualTo("1234570");
        assertThat(PlainNumber.rounded(0, 6)).isEqualTo("0");
        assertThat(PlainNumber.rounded(Double.NaN, 6)).isEqualTo("NaN");
    }
}
