package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketRingTest {
    private static final int CAPACITY = 4 * (16 + PacketRing.LONGEST);

    @Test
    void packetsComeOutAsTheyWentInWhateverTheirLengths() {
        Random random = new Random(1);
        PacketRing ring = new PacketRing(0);
        Deque<byte[]> under = new ArrayDeque<>();
        long due = 0;
        long taken = 0;
        for (int i = 0; i < 20_000; i++) {
            long room = ring.room();
            if (room != 0 && random.nextInt(3) > 0) {
                byte[] packet = new byte[1 + random.nextInt(PacketRing.LONGEST)];
                random.nextBytes(packet);
                new Pointer(room).write(0, packet, 0, packet.length);
                ring.put(packet.length, due++);
                under.add(packet);
            } else if (!under.isEmpty()) {
                byte[] expected = under.remove();
                assertThat(ring.due()).isEqualTo(taken++);
                assertThat(ring.length()).isEqualTo(expected.length);
                assertThat(new Pointer(ring.packet()).getByteArray(0, ring.length()))
                        .isEqualTo(expected);
                ring.take();
            }
            assertThat(ring.isEmpty()).isEqualTo(under.isEmpty());
        }
        assertThat(taken).isGreaterThan(5_000);
    }

    @Test
    void thereIsNoRoomWhereALongestPacketWouldMeetAnOldOne() {
        PacketRing ring = new PacketRing(CAPACITY);
        int packets = 0;
        while (ring.room() != 0) {
            ring.put(PacketRing.LONGEST, packets++);
        }
        assertThat(packets).isEqualTo(4);
        ring.take();
        assertThat(ring.room()).isNotZero();
    }
}
