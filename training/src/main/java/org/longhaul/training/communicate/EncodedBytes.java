package org.longhaul.training.communicate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.PackedVector;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * An encoded vector as bytes, for receivers who do not know how long it is. Its length goes ahead: {@value #LENGTH_BYTES} bytes. Then
 * come the number of its parts in one byte, type and elements of each in {@value #PART_BYTES}, and the parts themselves.
 *
 * @param bytes all of them but the length, uint8
 */
record EncodedBytes(Tensor bytes) {
    static final int LENGTH_BYTES = 8;
    static final int PART_BYTES = 9;

    /** Types by the number that stands for them. */
    private static final List<DType> TYPES = List.of(DType.values());

    static EncodedBytes of(Encoded encoded) {
        List<Tensor> parts = encoded.parts();
        ByteBuffer header = ByteBuffer.allocate(1 + PART_BYTES * parts.size()).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) parts.size());
        for (Tensor part : parts) {
            header.put((byte) TYPES.indexOf(part.dtype())).putLong(part.elements());
        }
        ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(header.capacity() + encoded.bytes()))
                .put(header.flip());
        for (Tensor part : parts) {
            whole.put(Tensors.toBytes(part));
        }
        return new EncodedBytes(Tensors.fromBytes(Device.CPU, DType.UINT8, whole.flip(), whole.capacity()));
    }

    /** Begins to send it. */
    List<Transport.Pending> send(Transport transport, int to) {
        Tensor length = Tensors.of(Device.CPU, new long[] {bytes.elements()}, 1);
        return List.of(transport.send(length, to), transport.send(bytes, to));
    }

    /** Waits for one. */
    static EncodedBytes receive(Transport transport, int from) {
        Tensor length = Tensors.zeros(Device.CPU, DType.INT64, 1);
        transport.receive(length, from).await();
        Tensor bytes = Tensors.zeros(Device.CPU, DType.UINT8, length.toLongs()[0]);
        transport.receive(bytes, from).await();
        return new EncodedBytes(bytes);
    }

    /**
     * What all members have, by place: each passes on around their ring what it has received last.
     *
     * @param own of this process
     */
    static List<EncodedBytes> allGather(Transport transport, List<Integer> members, EncodedBytes own) {
        int count = members.size();
        int place = members.indexOf(transport.rank());
        EncodedBytes[] packets = new EncodedBytes[count];
        packets[place] = own;
        for (int hop = 0; hop < count - 1; hop++) {
            int from = Math.floorMod(place - hop - 1, count);
            List<Transport.Pending> sent =
                    packets[Math.floorMod(place - hop, count)].send(transport, members.get((place + 1) % count));
            packets[from] = receive(transport, members.get(Math.floorMod(place - 1, count)));
            sent.forEach(Transport.Pending::await);
        }
        return List.of(packets);
    }

    /** The same of vectors that are all as long as its own: whoever receives is ready before anything is sent. */
    static List<Encoded> allGatherAlike(Transport transport, List<Integer> members, Encoded own) {
        int count = members.size();
        int place = members.indexOf(transport.rank());
        int previous = members.get(Math.floorMod(place - 1, count));
        PackedVector[] all = new PackedVector[count];
        all[place] = PackedVector.of(own);
        List<Transport.Pending> received = new ArrayList<>();
        for (int hop = 1; hop < count; hop++) {
            PackedVector room = PackedVector.like(own);
            all[Math.floorMod(place - hop, count)] = room;
            received.add(transport.receive(room.message(), previous));
        }
        List<Transport.Pending> sent = new ArrayList<>();
        for (int hop = 0; hop < count; hop++) {
            if (hop > 0) {
                received.get(hop - 1).await();
            }
            if (hop < count - 1) {
                PackedVector next = all[Math.floorMod(place - hop, count)];
                sent.add(transport.send(next.message(), members.get((place + 1) % count)));
            }
        }
        sent.forEach(Transport.Pending::await);
        List<Encoded> encoded = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            encoded.add(each == place ? own : all[each].encoded());
        }
        return encoded;
    }

    /** What was encoded. */
    Encoded encoded(Layout layout, DType type) {
        ByteBuffer whole = ByteBuffer.wrap(Tensors.toBytes(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        int count = whole.get();
        ByteBuffer parts = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        parts.position(whole.position() + PART_BYTES * count);
        List<Tensor> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DType each = TYPES.get(whole.get());
            long elements = whole.getLong();
            int end = Math.toIntExact(parts.position() + elements * each.bytes());
            parts.limit(end);
            read.add(Tensors.fromBytes(Device.CPU, each, parts, elements));
            parts.limit(parts.capacity());
            parts.position(end);
        }
        return new Encoded(read, layout, type);
    }
}
