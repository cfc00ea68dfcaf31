package org.longhaul.analysis.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrittenNumberTest {

    @Test
    void writesNoExponentWherePeopleWriteNone() {
        assertThat(WrittenNumber.of(1e-4)).isEqualTo("0.0001");
        assertThat(WrittenNumber.of(-2.5e-7)).isEqualTo("-0.00000025");
        assertThat(WrittenNumber.of(1e10)).isEqualTo("10000000000");
        assertThat(WrittenNumber.of(0.7)).isEqualTo("0.7");
        assertThat(WrittenNumber.of(2)).isEqualTo("2.0");
    }

    @Test
    void keepsEveryDigitAndNamesWhatIsNoNumber() {
        assertThat(Double.parseDouble(WrittenNumber.of(1.2345678901234567e-9))).isEqualTo(1.2345678901234567e-9);
        assertThat(WrittenNumber.of(1e-30)).isEqualTo("1e-30");
        assertThat(WrittenNumber.of(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
        assertThat(WrittenNumber.of(Double.NaN)).isEqualTo("NaN");
        assertThat(WrittenNumber.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void roundsToSignificantDigits() {
        assertThat(WrittenNumber.rounded(0.000123456789, 6)).isEqualTo("0.000123457");
        assertThat(WrittenNumber.rounded(0.5, 6)).isEqualTo("0.5");
        assertThat(WrittenNumber.rounded(1234567, 6)).isEqualTo("1234570");
        assertThat(WrittenNumber.rounded(0, 6)).isEqualTo("0");
        assertThat(WrittenNumber.rounded(Double.NaN, 6)).isEqualTo("NaN");
    }
}
