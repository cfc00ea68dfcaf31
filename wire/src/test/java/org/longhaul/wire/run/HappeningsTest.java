package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the rendezvous says who comes and goes. */
final class HappeningsTest {
    private final Happenings happenings = new Happenings();

    @ParameterizedTest
    @ValueSource(strings = {"joined", "lost", "refused", "weather"})
    void whatMembersDoNotTellAboutIsRefused(String about) throws InterruptedException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> happenings.told(1, about, "host1"))
                .withMessage("what it tells about '" + about + "' cannot be read: 'host1'");
        assertThat(happenings.next(0)).isNull();
    }

    /** A run that takes in whom it cannot write down has no last member, and waits for it. */
    @Test
    void factsThatCannotBeReadAreObjectedTo() {
        assertThat(happenings.objection(1, "host1", Map.of("host.cores", "2"))).isNull();
        assertThat(happenings.objection(1, "host1", Map.of("host.cores", "many")))
                .isEqualTo(
                        "what it says of its host cannot be read: host.cores is 'many'; allowed: a whole number from 1"
                                + " to 2147483647");
        assertThat(happenings.objection(1, "host1", Map.of("host.mtu", "0"))).contains("host.mtu is '0'");
    }

    @Test
    void whatMembersTellIsHeardInOrder() throws InterruptedException {
        happenings.told(1, ClockTable.ABOUT, "1 2 3");
        happenings.told(0, UnitOrder.PROBE, "");

        assertThat(happenings.next(0)).isEqualTo(new Happenings.Happening(1, "clock", "1 2 3", null, Map.of()));
        assertThat(happenings.next(0)).isEqualTo(new Happenings.Happening(0, "probe", "", null, Map.of()));
    }
}
