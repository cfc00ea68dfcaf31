package org.longhaul.simulator.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BoundedTimelineTest {

    @Test
    void keepsTheSpansThatTouchTheWindow() {
        BoundedTimeline timeline = new BoundedTimeline(100, 200, 10);
        timeline.span(Span.of(0, 0, Category.COMPUTE, "before", 0, 100));
        timeline.span(Span.of(0, 0, Category.COMPUTE, "into", 90, 110));
        timeline.span(Span.of(0, 0, Category.COMPUTE, "within", 110, 190));
        timeline.span(Span.of(0, 0, Category.COMPUTE, "out of", 190, 300));
        timeline.span(Span.of(0, 0, Category.COMPUTE, "after", 200, 300));
        assertThat(timeline.spans()).extracting(Span::label).containsExactly("into", "within", "out of");
        assertThat(timeline.dropped()).isEqualTo(2);
        assertThat(timeline.isFull()).isFalse();
        assertThat(timeline.accepts(199)).isTrue();
        assertThat(timeline.accepts(200)).isFalse();
    }

    @Test
    void keepsNoMoreThanItsBound() {
        BoundedTimeline timeline = BoundedTimeline.firstSpans(3);
        for (int i = 0; i < 1000; i++) {
            timeline.span(Span.of(i % 2, 0, Category.EXCHANGE, "e", i, i + 1));
        }
        assertThat(timeline.spans()).hasSize(3);
        assertThat(timeline.dropped()).isEqualTo(997);
        assertThat(timeline.accepts(0)).isFalse();
        assertThat(timeline.isFull()).isTrue();
    }

    @Test
    void shiftsAStepWithItsExchange() {
        Span span = new Span(1, 4, Category.EXPOSED_COMMUNICATION, "e", 3, 2, 10, 20);
        assertThat(span.shifted(5, 100)).isEqualTo(new Span(1, 9, Category.EXPOSED_COMMUNICATION, "e", 8, 2, 110, 120));
        assertThat(Span.of(1, Span.NONE, Category.IDLE, "finished", 10, 20).shifted(5, 100))
                .isEqualTo(Span.of(1, Span.NONE, Category.IDLE, "finished", 110, 120));
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new BoundedTimeline(5, 5, 1)).hasMessageContaining("forward in time");
        assertThatThrownBy(() -> BoundedTimeline.firstSpans(0)).hasMessageContaining("maxSpans (0)");
        assertThatThrownBy(() -> Span.of(0, 0, Category.IDLE, "x", 5, 4)).hasMessageContaining("must not end (4 ns)");
        assertThatThrownBy(() -> new Span(0, 0, Category.IDLE, "x", Span.NONE, 2, 1, 2))
                .hasMessageContaining("an exchange (2) together with its step (-1)");
    }
}
