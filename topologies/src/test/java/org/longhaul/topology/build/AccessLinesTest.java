package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ClientProfile;
import org.longhaul.topology.unit.ClientProfiles;

class AccessLinesTest {
    private static AccessLines.Settings settings(int clients, Map<String, Double> profiles) {
        return new AccessLines.Settings(clients, profiles, Bandwidth.parse("10 Gbit/s"), Duration.ofMillis(1), 0);
    }

    private static Map<String, Double> mix(String one, double share, String other, double rest) {
        Map<String, Double> mix = new LinkedHashMap<>();
        mix.put(one, share);
        mix.put(other, rest);
        return mix;
    }

    @Test
    void everyClientHasTheLineOfItsProfile() {
        Topology topology = new AccessLines().create(settings(10, mix("phone", 0.8, "laptop", 0.2)));
        assertThat(topology.hosts()).hasSize(11);
        assertThat(topology.node(topology.nodeIndex("phone7")).isHost()).isTrue();
        assertThat(topology.node(topology.nodeIndex("laptop1")).isHost()).isTrue();
        ClientProfile phone = ClientProfiles.named("phone");
        Link line = topology.links().stream()
                .filter(link -> link.from().equals("phone3"))
                .findFirst()
                .orElseThrow();
        assertThat(line.forward()).isEqualTo(phone.up());
        assertThat(line.backward()).isEqualTo(phone.down());
        assertThat(line.latency()).isEqualTo(phone.latency());
    }

    @Test
    void sharesAreRoundedSoThatAllClientsAreThere() {
        assertThat(settings(3, mix("phone", 0.5, "laptop", 0.5)).counts().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(3);
        assertThat(settings(1000, mix("phone", 0.7, "jetson", 0.3)).counts())
                .containsEntry("phone", 700)
                .containsEntry("jetson", 300);
        assertThat(settings(10, mix("phone", 0.96, "jetson", 0.04)).counts())
                .containsEntry("phone", 10)
                .containsEntry("jetson", 0);
    }

    @Test
    void wrongMixesAreRefused() {
        assertThatThrownBy(() -> settings(10, mix("phone", 0.8, "laptop", 0.1))).hasMessageContaining("add up to 1");
        assertThatThrownBy(() -> settings(10, mix("phon", 0.8, "laptop", 0.2)))
                .hasMessageContaining("'phon' is unknown")
                .hasMessageContaining("phone");
        assertThatThrownBy(() -> settings(0, mix("phone", 0.8, "laptop", 0.2))).hasMessageContaining("clients");
    }

    @Test
    void hostsAreOfTheProfileThatTheyAreCalledAfter() {
        assertThat(ClientProfiles.ofHost("phone17")).isEqualTo(ClientProfiles.named("phone"));
        assertThat(ClientProfiles.ofHost("server")).isEqualTo(ClientProfiles.named("server"));
        assertThat(ClientProfiles.ofHost("host3")).isNull();
        assertThat(ClientProfiles.ofHost("17")).isNull();
        ClientProfiles.all().forEach(profile -> {
            assertThat(profile.source()).isNotBlank();
            assertThat(profile.presence()).isGreaterThan(0).isLessThanOrEqualTo(1);
        });
    }
}
