package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.explain.TransferCase;
import org.longhaul.simulator.explain.TransferExplainer;
import org.longhaul.simulator.explain.TransferExplanation;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.simulator.network.packet.control.CubicControl;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** What a congestion control can be told reaches it from a scenario. */
final class CongestionControlSettingsTest {
    private static final String SCENARIO =
            """
            name: controls
            topology: {builder: star, hosts: 2, bandwidth: 100 Mbit/s, latency: 10 ms, lossRate: 1e-3}
            compute: {stepTime: 1 s}
            model: {kind: quadratic}
            training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            network: {fidelity: {kind: packet, congestionControl: CONTROL}}
            """;

    private static Selection<NetworkModel<?>> fidelity(String control) {
        return Runs.READER
                .parse("test.yaml", SCENARIO.replace("CONTROL", control))
                .scenario()
                .network()
                .fidelity();
    }

    @Test
    void aNameAloneHasItsDefaults() {
        assertThat(fidelity("cubic").settings()).isEqualTo(PacketSettings.defaults());
        assertThat(SettingWords.settings(fidelity("cubic").settings())).containsEntry("congestionControl", "cubic");
    }

    @Test
    void settingsStandUnderTheName() {
        PacketSettings bound = (PacketSettings)
                fidelity("{cubic: {beta: 0.5, hyStart: false}}").settings();
        assertThat(bound.congestionControl()).isEqualTo(new CubicControl.Factory(0.5, 0.4, true, false));
        assertThat(SettingWords.settings(bound))
                .containsEntry("congestionControl", "cubic(beta 0.5, scale 0.4, fastConvergence true, hyStart false)");
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> fidelity("cubik"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("there is no congestion control 'cubik'")
                .hasMessageContaining("cubic");
        assertThatThrownBy(() -> fidelity("{cubic: {beta: 1.5}}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("beta (1.5) must be above 0 and below 1.");
        assertThatThrownBy(() -> fidelity("{reno: {beta: 0.5}}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("unknown key 'beta'");
    }

    /** On a lossy path a window that falls to a tenth carries less than one that falls to nine tenths. */
    @Test
    void theyChangeWhatAConnectionCarries() {
        assertThat(nanos("{cubic: {beta: 0.1}}")).isGreaterThan(2 * nanos("{cubic: {beta: 0.9}}"));
    }

    private static long nanos(String control) {
        Topology topology = Runs.plan(SCENARIO.replace("CONTROL", control)).topology();
        NetworkChoice packet = new NetworkChoice(
                NetworkModels.byId("packet"), fidelity(control).settings());
        TransferCase asked = new TransferCase(
                topology,
                Routings.shortestLatency(topology),
                new TransferCase.Demand(topology.hosts()[0], topology.hosts()[1], 10_000_000),
                List.of(),
                1,
                1,
                ConnectionRules.NONE,
                null);
        TransferExplanation explained = TransferExplainer.explain(
                asked,
                NetworkChoice.defaults(NetworkModels.byId("analytic")),
                NetworkChoice.defaults(NetworkModels.byId("flow")),
                NetworkChoice.defaults(NetworkModels.byId("analytic")),
                List.of(packet),
                0);
        Long nanos = explained.models().get(explained.models().size() - 1).nanos();
        assertThat(nanos).isNotNull();
        return nanos == null ? 0 : nanos;
    }
}
