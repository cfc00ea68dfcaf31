package org.longhaul.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExactNumberTest {

    @Test
    void writesNoExponentWherePeopleWriteNone() {
        assertThat(ExactNumber.of(1e-4)).isEqualTo("0.0001");
        assertThat(ExactNumber.of(-2.5e-7)).isEqualTo("-0.00000025");
        assertThat(ExactNumber.of(1e10)).isEqualTo("10000000000");
        assertThat(ExactNumber.of(0.7)).isEqualTo("0.7");
        assertThat(ExactNumber.of(2)).isEqualTo("2.0");
    }

    @Test
    void keepsEveryDigitAndNamesWhatIsNoNumber() {
        assertThat(Double.parseDouble(ExactNumber.of(1.2345678901234567e-9))).isEqualTo(1.2345678901234567e-9);
        assertThat(ExactNumber.of(1e-30)).isEqualTo("1e-30");
        assertThat(ExactNumber.of(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
        assertThat(ExactNumber.of(Double.NaN)).isEqualTo("NaN");
        assertThat(ExactNumber.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }
}
