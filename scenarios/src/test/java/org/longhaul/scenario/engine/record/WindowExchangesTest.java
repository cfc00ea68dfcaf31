package org.longhaul.scenario.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.StepTimes;

@org.jspecify.annotations.NullUnmarked
final class WindowExchangesTest {
    private static final StepTimes NO_TIMES = null;

    private final BoundedTimeline window = new BoundedTimeline(100, 200, 2);
    private final WindowExchanges exchanges = new WindowExchanges(window, 100, 200, 1.5);

    private static ExchangeTiming timing(long step, int index, long firstArrivalNanos, long endNanos) {
        ExchangeSpec spec = new ExchangeSpec("e", Pattern.ALL_REDUCE, List.of(4, 0, 1), 60, 30, "ring");
        return new ExchangeTiming(
                step,
                index,
                spec,
                "ring",
                4,
                firstArrivalNanos,
                firstArrivalNanos + 1,
                firstArrivalNanos + 2,
                endNanos,
                240);
    }

    private static Span span(long exchangeStep, int exchange) {
        return new Span(0, exchangeStep, Category.EXCHANGE, "e", exchangeStep, exchange, 120, 130);
    }

    @Test
    void numbersTheExchangesThatAreShown() {
        exchanges.exchangeCompleted(timing(6, 0, 110, 130));
        exchanges.exchangeCompleted(timing(7, 0, 110, 140));
        exchanges.exchangeCompleted(timing(7, 1, 50, 250));
        assertThat(exchanges.show(span(7, 1))).isZero();
        assertThat(exchanges.show(span(6, 0))).isEqualTo(1);
        assertThat(exchanges.show(span(7, 1))).isZero();
        assertThat(exchanges.show(Span.of(0, 7, Category.COMPUTE, "forward", 120, 130)))
                .isNull();
        assertThat(exchanges.shown()).extracting(TimelineExchange::step).containsExactly(8L, 7L);
        TimelineExchange shown = exchanges.shown().get(0);
        assertThat(shown.workers()).isEqualTo("0-1, 4");
        assertThat(shown.members()).isEqualTo(3);
        assertThat(shown.pattern()).isEqualTo("all-reduce");
        assertThat(shown.each().vectorBytes()).isEqualTo(30);
        assertThat(shown.each().chargedBytes()).isEqualTo(60);
        // 240 bytes of payload of three members, each half as many bytes more on the wire.
        assertThat(shown.each().linkBytes()).isEqualTo(120);
    }

    @Test
    void forgetsWhatCannotLieInTheWindow() {
        exchanges.exchangeCompleted(timing(1, 0, 50, 100));
        exchanges.exchangeCompleted(timing(2, 0, 200, 210));
        assertThatThrownBy(() -> exchanges.show(span(1, 0))).hasMessageContaining("no exchange 0 of step 1");
        assertThatThrownBy(() -> exchanges.show(span(2, 0))).hasMessageContaining("no exchange 0 of step 2");
    }

    /** A member that leaves breaks off the exchanges that the others have waited for. */
    @Test
    void waitingForOneThatNeverEndedBelongsToNone() {
        assertThat(exchanges.show(new Span(0, 3, Category.EXPOSED_COMMUNICATION, "e", 3, 0, 120, 130)))
                .isNull();
        assertThat(exchanges.shown()).isEmpty();
    }

    @Test
    void countsTheStepsWhoseSpansWereAllKept() {
        window.span(Span.of(0, 4, Category.COMPUTE, "forward", 110, 120));
        exchanges.stepCompleted(4, 120, NO_TIMES);
        window.span(Span.of(0, 5, Category.COMPUTE, "forward", 120, 130));
        exchanges.stepCompleted(5, 130, NO_TIMES);
        assertThat(window.isFull()).isTrue();
        assertThat(exchanges.wholeSteps()).isEqualTo(5);
    }

    @Test
    void writesWorkersInRanges() {
        assertThat(WindowExchanges.ranges(List.of(3))).isEqualTo("3");
        assertThat(WindowExchanges.ranges(List.of(2, 0))).isEqualTo("0, 2");
        assertThat(WindowExchanges.ranges(List.of(9, 0, 2, 1, 8, 5))).isEqualTo("0-2, 5, 8-9");
    }
}
