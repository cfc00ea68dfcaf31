package org.longhaul.simulator.collective.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.RecordValues;
import org.longhaul.topology.unit.DataSize;

class SendBufferTest {
    private static final long OF_HOSTS = 1 << 26;

    private static <S extends Record> long socketBytes(CommunicationLibrary<S> library, String sendBuffer) {
        S settings = RecordValues.with(library.defaults(), "sendBuffer", DataSize.parse(sendBuffer));
        return library.profile(settings, new DataSize(OF_HOSTS)).handOver().socketBytes();
    }

    @Test
    void everyLibraryTakesWhatASocketHas() {
        List<String> ids = new ArrayList<>();
        for (CommunicationLibrary<?> library : ServiceLoader.load(CommunicationLibrary.class)) {
            if (library.id().equals(LockstepLibrary.ID)) {
                continue;
            }
            ids.add(library.id());
            assertThat(socketBytes(library, "0 B")).isZero();
            assertThat(socketBytes(library, "2 KiB")).isEqualTo(2048);
            assertThat(socketBytes(library, "2 GiB")).isEqualTo(1L << 31);
            for (String none : List.of("1 B", "2047 B", "2147483649 B", "9 EB")) {
                assertThatThrownBy(() -> socketBytes(library, none))
                        .as(library.id())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("sendBuffer (")
                        .hasMessageEndingWith(") must be 0 B or lie in [2 KiB, 2 GiB].");
            }
        }
        assertThat(ids).contains("sockets", "mpi", "nccl", "gloo");
    }

    @Test
    void theHostsHaveOneWhereNoneIsStated() {
        SocketsLibrary sockets = new SocketsLibrary();
        assertThat(sockets.profile(sockets.defaults(), new DataSize(OF_HOSTS))
                        .handOver()
                        .socketBytes())
                .isEqualTo(OF_HOSTS);
    }
}
