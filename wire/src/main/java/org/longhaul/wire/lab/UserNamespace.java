package org.longhaul.wire.lab;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * This program once more, as root of a user namespace of its own, where it may build a {@link Laboratory}. Its files are the
 * user's; network and {@code /run} are its own, and gone with its last process.
 */
public final class UserNamespace {
    private static final String STARTER = "LONGHAUL_LAB_STARTER";
    private static final long LEAVE_SECONDS = 30;
    private static final int KILLED = 137;

    /** A private {@code /run}, where namespaces have their names, then what is asked for. */
    private static final String PRIVATE = "mount -t tmpfs tmpfs /run && exec \"$@\"";

    private UserNamespace() {}

    /** The command that runs another one in a user namespace, with network and mounts of its own. */
    static List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(List.of(
                SystemCommand.path("unshare"), "-Unm", "--map-root-user", "--", "sh", "-c", PRIVATE, "longhaul-lab"));
        whole.addAll(command);
        return whole;
    }

    /**
     * Starts the virtual machine again with the same class path and options, waits for its end, and ends it when this one
     * ends.
     *
     * @return its exit code
     */
    public static int runAgain(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command(command)).inheritIO();
        builder.environment().put(STARTER, Long.toString(ProcessHandle.current().pid()));
        Process again = builder.start();
        Thread atExit = new Thread(() -> end(again), "laboratory-leaver");
        Runtime.getRuntime().addShutdownHook(atExit);
        int code = again.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This program is ending already, since somebody stopped both.
        }
        return code;
    }

    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Where this program was started by {@link #runAgain}: ends it when the starter has been killed. */
    @SuppressWarnings("FutureReturnValueIgnored") // The end of the process is all that comes of it.
    static void endWithStarter() {
        String starter = System.getenv(STARTER);
        if (starter != null) {
            Runnable end = () -> Runtime.getRuntime().halt(KILLED);
            ProcessHandle.of(Long.parseLong(starter))
                    .ifPresentOrElse(handle -> handle.onExit().thenRun(end), end);
        }
    }
}
