package org.longhaul.scenario.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Runs;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.unit.ClientProfiles;

/** How long those compute who are called after a profile, and their server. */
class ComputeTimesTest {
    private static final String SCENARIO =
            """
            name: profiles
            topology: {builder: access-lines, clients: 4, profiles: {phone: 0.5, laptop: 0.5}}
            clients: 4
            server: server
            compute: {profiles: true}
            model: {kind: mlp, hidden: [8]}
            data: {dataset: {kind: digits, examples: 100, validation: 20}}
            training: {steps: 4, batch: 4, optimizer: {kind: sgd, learningRate: 0.05}}
            methods: [{id: fedavg, parameterPeriod: 2}]
            """;

    private static double rate(String profile) {
        return ClientProfiles.named(profile).rate().flopsPerSecond();
    }

    @Test
    void profilesSayHowFastClientsAndServersAre() {
        MethodPlan method = Runs.plan(SCENARIO).methods().get(0);
        ComputeModel times = ComputeTimes.of(method, null, new RandomStreams(1), m -> 0);
        double phone = times.forwardNanos(0, 0);
        assertThat(phone).isPositive();
        assertThat(times.forwardNanos(3, 0) * rate("laptop")).isCloseTo(phone * rate("phone"), within(rate("laptop")));
        assertThat(times.forwardNanos(4, 0) * rate("server")).isCloseTo(phone * rate("phone"), within(rate("server")));
    }
}
