package org.longhaul.simulator.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.longhaul.simulator.network.CongestionControl.BBR;
import static org.longhaul.simulator.network.CongestionControl.CUBIC;
import static org.longhaul.simulator.network.CongestionControl.RENO;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.validation.MeasuredRanges.Property;

class MeasuredRangesTest {

    private final MeasuredRanges ranges = MeasuredRanges.ofAll();

    @Test
    void everyCaseLiesInside() {
        assertThat(NetworkValidation.cases()).allSatisfy(tested -> assertThat(ranges.covers(tested.path()))
                .isEqualTo(new MeasuredRanges.Coverage(true, List.of())));
    }

    @Test
    void rangesAreThoseOfTheRows() {
        List<ValidationCase> cases = List.of(of(CUBIC, 1e8, 0.01, 0, 1.0), of(CUBIC, 4e8, 0.1, 0, 0.25));
        MeasuredRanges.Part part = new MeasuredRanges(cases).parts().get(0);
        assertThat(part.cases()).isEqualTo(2);
        assertThat(part.ranges().get(Property.RATE)).hasToString("Range[property=RATE, least=1.0E8, most=4.0E8]");
        assertThat(text(part, Property.RATE)).isEqualTo("100 to 400");
        assertThat(text(part, Property.PRODUCT)).isEqualTo("125 to 5000");
        assertThat(text(part, Property.QUEUE)).isEqualTo("0.25 to 1");
        assertThat(text(part, Property.LOSS)).isEqualTo("0");
        assertThat(part.ranges()).doesNotContainKey(Property.SIZE);
    }

    @Test
    void whatLiesOutsideIsNamed() {
        assertThat(outside(RENO, 1e9, 0.02, 0, 1.0)).hasSize(2).anySatisfy(reason -> assertThat(reason)
                .startsWith("rate 1 Gbit/s, measured ")
                .endsWith("to 100 Mbit/s"));
        assertThat(outside(CUBIC, 1e8, 0.02, 0.01, 1.0)).singleElement().satisfies(reason -> assertThat(reason)
                .startsWith("loss 1 %, measured "));
        assertThat(outside(CUBIC, 1e8, 0.02, 0, 1000.0)).singleElement().satisfies(reason -> assertThat(reason)
                .startsWith("queue 1000 bandwidth-delay products, measured "));
        // Clouds' rates were measured without knowing their queues, and without loss.
        assertThat(outside(CUBIC, 5e9, 0.1, 0, null)).isEmpty();
        assertThat(outside(CUBIC, 5e9, 0.1, 0, 1.0)).isNotEmpty();
        assertThat(outside(CUBIC, 5e9, 0.1, 1e-3, null)).isNotEmpty();
        assertThat(outside(BBR, 5e9, 0.1, 0, null)).isNotEmpty();
        assertThat(new MeasuredRanges(List.of(of(CUBIC, 1e8, 0.01, 0, 1.0)))
                        .covers(new MeasuredPath(BBR, 1e8, 0.01, 0, 1.0, null))
                        .outside())
                .extracting(Validity.Excess::text)
                .containsExactly("bbr: no case has this congestion control");
    }

    private List<String> outside(
            CongestionControl control, double rate, double rtt, double loss, @Nullable Double queue) {
        MeasuredRanges.Coverage coverage = ranges.covers(new MeasuredPath(control, rate, rtt, loss, queue, null));
        assertThat(coverage.inside()).isEqualTo(coverage.outside().isEmpty());
        return coverage.outside().stream().map(Validity.Excess::text).toList();
    }

    private static String text(MeasuredRanges.Part part, Property property) {
        return Objects.requireNonNull(part.ranges().get(property)).text();
    }

    private static ValidationCase of(CongestionControl control, double rate, double rtt, double loss, double queue) {
        MeasuredPath path = new MeasuredPath(control, rate, rtt, loss, queue, null);
        return new ValidationCase(
                ValidationCase.Source.OWN, "group", "name", false, path, 1, ValidationCase.Figure.ONLY, "s", Map.of());
    }
}
