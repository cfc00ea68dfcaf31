package org.longhaul.scenario.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.agent.AgentsService.Mode;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.topology.Routings;

/** What agents on hosts refuse, and what they tell before a run. */
class AgentsSettingsTest {
    @Test
    void whoDecidesNeedsADevice() {
        ServiceContext context = new ServiceContext(
                "agents",
                AgentsServiceTest.STAR,
                Routings.shortestLatency(AgentsServiceTest.STAR),
                List.of(AgentsServiceTest.STAR.nodeIndex("host0")),
                HostPower.of(AgentsServiceTest.STAR, new double[AgentsServiceTest.STAR.nodeCount()], 1),
                AgentsServiceTest.WORK,
                20,
                AgentsServiceTest.STREAMS,
                Preparation.NONE);
        assertThatThrownBy(() -> new AgentsService(AgentsServiceTest.TEAMS)
                        .create(AgentsServiceTest.settings(Mode.POLICY, false, null), context))
                .hasMessageContaining("mode policy decides")
                .hasMessageContaining("host0");
        // Nothing is embedded in these settings, and a rule takes no time.
        new AgentsService(AgentsServiceTest.TEAMS).create(AgentsServiceTest.settings(Mode.STAR, false, null), context);
    }

    @Test
    void trainingIsToldOfAndEndsWhenAsked() {
        List<String> heard = new ArrayList<>();
        Preparation patience = (what, done, steps) -> {
            heard.add(what + " " + done + " of " + steps);
            if (done == 2) {
                throw new IllegalStateException("enough");
            }
        };
        AgentsService.Settings settings = AgentsServiceTest.settings(Mode.CHAIN, false, null);
        assertThatThrownBy(() -> new Answerers(
                        settings, AgentsServiceTest.AGENTS, AgentsServiceTest.STREAMS, new TrainedTeams(), patience))
                .hasMessage("enough");
        assertThat(heard).containsExactly("agents 1 of 1000", "agents 2 of 1000");
    }

    @Test
    void badSettingsSayWhatIsAllowed() {
        assertThatThrownBy(() -> AgentsServiceTest.settings(Mode.SINGLE, true, null))
                .hasMessage("decentralised must be absent: nothing follows from it with mode single.");
        assertThatThrownBy(() -> AgentsServiceTest.settings(Mode.POLICY, false, Duration.ZERO))
                .hasMessageContaining("draftTimeout");
        assertThatThrownBy(() -> AgentsServiceTest.settings(Mode.SELF_CONSISTENCY, false, Duration.ofSeconds(1)))
                .hasMessage("draftTimeout must be absent: nothing follows from it with mode self-consistency.");
    }
}
