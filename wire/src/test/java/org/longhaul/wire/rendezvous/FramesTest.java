package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FramesTest {
    private static final byte[] KEY = "a key of a connection".getBytes(StandardCharsets.UTF_8);
    private static final int ROUNDS = 2_000;

    private static List<Message> oneOfEach() {
        return List.of(
                new Message.Join(3, "höst", Map.of("seeds", "[1]", "cores", "8")),
                new Message.Welcome(4, "run", 30_000),
                new Message.Refused("no"),
                new Message.Put("key", new byte[] {1, 2, 3}),
                new Message.Get(7, "key"),
                new Message.Value(7, new byte[0]),
                new Message.Barrier(8, "begin", 4),
                new Message.Met(8),
                new Message.Failed(8, "lost"),
                new Message.Alive(),
                new Message.AskClock(9, -5),
                new Message.TellClock(9, -5, 1L << 40, 2L << 40),
                new Message.Part("record.json", new byte[100], true),
                new Message.Told("step", "12 0.5"),
                new Message.Order("start", "0 1"),
                new Message.Lost(2, "host", "gone", 77),
                new Message.Bye());
    }

    private static Frames reading(byte[] bytes) {
        return new Frames(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), KEY, KEY);
    }

    private static byte[] written(List<byte[]> messages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frames frames = new Frames(InputStream.nullInputStream(), out, KEY, KEY);
        for (byte[] each : messages) {
            frames.write(each);
        }
        return out.toByteArray();
    }

    @Test
    void everyMessageComesBackAsItWas() throws IOException {
        List<Message> all = oneOfEach();
        assertThat(all).hasSize(Message.class.getPermittedSubclasses().length);
        for (Message each : all) {
            assertThat(Message.decode(each.encode())).usingRecursiveComparison().isEqualTo(each);
        }
    }

    @Test
    void noBytesMakeAMessageReaderFailOtherwiseThanWithItsOwnException() {
        Random random = new Random(1);
        List<Message> all = oneOfEach();
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes;
            if (round % 2 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                if (bytes.length > 0) {
                    bytes[0] = (byte) random.nextInt(19);
                }
            } else {
                bytes = all.get(random.nextInt(all.size())).encode();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                byte[] again = Message.decode(bytes).encode();
                assertThat(again).hasSizeLessThanOrEqualTo(bytes.length);
                accepted++;
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
        assertThat(accepted).isLessThan(ROUNDS);
    }

    @Test
    void everyBeginningOfAMessageIsNone() {
        for (Message each : oneOfEach()) {
            byte[] whole = each.encode();
            for (int length = 0; length < whole.length; length++) {
                byte[] part = java.util.Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Message.decode(part)).isInstanceOf(IOException.class);
            }
            byte[] more = java.util.Arrays.copyOf(whole, whole.length + 1);
            assertThatThrownBy(() -> Message.decode(more)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void lengthsThatAFieldClaimsTakeNoMemory() {
        byte[] claims =
                ByteBuffer.allocate(5).put((byte) 3).putInt(Integer.MAX_VALUE).array();
        assertThatThrownBy(() -> Message.decode(claims)).hasMessageContaining("2147483647 bytes");
        byte[] frame = ByteBuffer.allocate(8).putInt(Frames.LONGEST + 1).array();
        assertThatThrownBy(() -> reading(frame).read()).hasMessageContaining("allowed: 1 to 1048576");
        byte[] negative = ByteBuffer.allocate(8).putInt(-1).array();
        assertThatThrownBy(() -> reading(negative).read()).hasMessageContaining("-1 bytes");
    }

    @Test
    void framesArriveInOrderAndThenTheEnd() throws IOException {
        List<byte[]> sent = new ArrayList<>();
        Random random = new Random(2);
        for (int i = 0; i < 50; i++) {
            byte[] message = new byte[1 + random.nextInt(i == 0 ? Frames.LONGEST : 5_000)];
            random.nextBytes(message);
            sent.add(message);
        }
        Frames frames = reading(written(sent));
        for (byte[] each : sent) {
            assertThat(frames.read()).isEqualTo(each);
        }
        assertThat(frames.read()).isNull();
    }

    @Test
    void aChangedCutRepeatedOrReorderedFrameEndsTheConnection() throws IOException {
        byte[] one = {1, 1, 1};
        byte[] two = {2, 2, 2};
        byte[] both = written(List.of(one, two));
        int length = both.length / 2;
        for (int i = 0; i < length; i++) {
            byte[] changed = both.clone();
            changed[i] ^= 0x10;
            assertThatThrownBy(() -> reading(changed).read()).isInstanceOf(IOException.class);
            byte[] cut = java.util.Arrays.copyOf(both, i);
            if (i > 0) {
                assertThatThrownBy(() -> reading(cut).read()).isInstanceOf(IOException.class);
            }
        }
        byte[] twice = both.clone();
        System.arraycopy(both, 0, twice, length, length);
        Frames repeated = reading(twice);
        assertThat(repeated.read()).isEqualTo(one);
        assertThatThrownBy(repeated::read).hasMessageContaining("was not sent by");
        byte[] second = java.util.Arrays.copyOfRange(both, length, both.length);
        assertThatThrownBy(() -> reading(second).read()).hasMessageContaining("was not sent by");
    }
}
