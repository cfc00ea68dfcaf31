package org.longhaul.wire.rendezvous;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.longhaul.training.tensor.Doorkeeper;

/**
 * Has Linux drop what comes to a listening socket from anywhere else than the members, by a filter on that socket: whoever else
 * connects gets no answer, as if nobody listened there. Needs no rights.
 *
 * <p>The filter is a program for the packets of the socket ({@code SO_ATTACH_FILTER}), whose instructions and numbers are those
 * of {@code linux/filter.h} and {@code asm-generic/socket.h}. Connections that are accepted keep the filter of that moment.
 * Thread-safe.
 */
public final class KernelDoorkeeper implements Doorkeeper {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** Where the network header begins, for a filter that otherwise counts from the transport header. */
    private static final int NETWORK_HEADER = -0x100000;

    private static final int SOURCE_OF_IPV4 = 12;
    private static final int SOURCE_OF_IPV6 = 8;
    private static final int WHOLE_PACKET = -1;
    private static final int NOTHING = 0;
    private static final int INSTRUCTION_BYTES = 8;

    private final LibC libC;

    private KernelDoorkeeper(LibC libC) {
        this.libC = libC;
    }

    /** What is called of the C library. */
    interface LibC extends Library {
        int setsockopt(int socket, int level, int name, Pointer value, int length) throws LastErrorException;
    }

    /** One where the system is Linux; {@link Doorkeeper#NONE} elsewhere. */
    public static Doorkeeper ofThisSystem() {
        return System.getProperty("os.name", "").equals("Linux")
                ? new KernelDoorkeeper(Native.load("c", LibC.class))
                : Doorkeeper.NONE;
    }

    @Override
    public void admit(int descriptor, Set<InetAddress> sources) {
        List<long[]> program = program(sources);
        try (Memory instructions = new Memory((long) program.size() * INSTRUCTION_BYTES);
                Memory header = new Memory(2L * Native.POINTER_SIZE)) {
            for (int i = 0; i < program.size(); i++) {
                long at = (long) i * INSTRUCTION_BYTES;
                long[] instruction = program.get(i);
                instructions.setShort(at, (short) instruction[0]);
                instructions.setByte(at + 2, (byte) instruction[1]);
                instructions.setByte(at + 3, (byte) instruction[2]);
                instructions.setInt(at + 4, (int) instruction[3]);
            }
            header.clear();
            header.setShort(0, (short) program.size());
            header.setPointer(Native.POINTER_SIZE, instructions);
            libC.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, header, Math.toIntExact(header.size()));
        } catch (LastErrorException e) {
            throw new IllegalStateException(
                    "this system does not let a program say who may connect to it (SO_ATTACH_FILTER: error "
                            + e.getErrorCode() + "); maybe it runs in a sandbox",
                    e);
        }
    }

    /** Code, instructions to jump over if equal, and if not, and operand, of each instruction. */
    private static List<long[]> program(Set<InetAddress> sources) {
        List<long[]> program = new ArrayList<>();
        for (InetAddress source : sources) {
            ByteBuffer words = ByteBuffer.wrap(source.getAddress()).order(ByteOrder.BIG_ENDIAN);
            int count = words.remaining() / Integer.BYTES;
            int start = NETWORK_HEADER + (count == 1 ? SOURCE_OF_IPV4 : SOURCE_OF_IPV6);
            for (int word = 0; word < count; word++) {
                program.add(new long[] {LOAD_WORD, 0, 0, start + (long) word * Integer.BYTES});
                // What differs goes on behind this address: over its other words, of two instructions each, and its
                // return.
                program.add(new long[] {JUMP_IF_EQUAL, 0, 2L * (count - 1 - word) + 1, words.getInt()});
            }
            program.add(new long[] {RETURN, 0, 0, WHOLE_PACKET});
        }
        program.add(new long[] {RETURN, 0, 0, NOTHING});
        return program;
    }
}
