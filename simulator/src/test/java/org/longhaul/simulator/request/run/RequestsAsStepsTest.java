package org.longhaul.simulator.request.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One host that answers, written as the steps of a job, gives the same answers at the same nanosecond. */
class RequestsAsStepsTest {
    private static final long MILLI = 1_000_000;
    private static final int REQUESTS = 60;

    @ParameterizedTest
    @ValueSource(longs = {15 * MILLI, 4 * MILLI})
    void haveTheSameAnswersAtTheSameTimes(long intervalNanos) {
        assertThat(RequestsAsSteps.asRequests(REQUESTS, intervalNanos, 10 * MILLI))
                .isEqualTo(new RequestsAsSteps(REQUESTS, intervalNanos, 10 * MILLI).run())
                .hasSize(REQUESTS);
    }
}
