package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.study.serve.PageServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the page over recorded runs. */
@AutoService(UserCommand.class)
@Provides(id = "serve", description = "Serve a local page with sliders over recorded runs.")
@Command(
        name = "serve",
        sortOptions = false,
        footer = {
            "",
            "  longhaul serve                                the shipped runs, and five lessons",
            "  longhaul serve runs/quick-20261122-180000     a run of yours; several for several sync periods",
            "  longhaul serve runs/quick --pack shared       writes shared/quick.zip, which serve takes, too",
            "",
            "The page simulates the recorded trainings anew wherever its controls stand; nothing is trained, PyTorch is not",
            "needed, and no request leaves the machine. It listens on this machine alone unless --address says otherwise, and",
            "answers only to the names of --address and --name. Ctrl-C ends it.",
            "",
            "Exit codes: 0 ended, 2 a run cannot be read or the port is taken, 3 a fault of this program."
        })
public final class ServeCommand implements UserCommand {
    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "run directories or archives of --pack (default: shipped runs)")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8042",
            description = "0 takes any (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description =
                    "address of this machine to listen on (default: loopback); others then can ask, without a password")
    private @Nullable String address;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "a name besides --address and localhost by which browsers may call it; may be repeated")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "write each run as DIR/RUN.zip, without paths of this machine, and serve nothing")
    private @Nullable Path pack;

    @Spec
    private CommandSpec spec;

    /** For the service loader. */
    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    public ServeCommand() {}

    @SuppressWarnings("try") // open signals are heard, not used
    @Override
    public Integer call() throws IOException {
        if (pack != null) {
            return pack(pack);
        }
        if (port < 0 || port > 65_535) {
            throw new WrongInputException("--port: found " + port + "; allowed: 0 to 65535");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        InetAddress at = at();
        err.println("Reading "
                + (runs.isEmpty() ? "the runs that come with the program" : runs.size() + " of your runs") + " ...");
        err.flush();
        CountDownLatch ended = new CountDownLatch(1);
        PageServer.Options options = new PageServer.Options(
                runs, at, port, names, Math.max(1, Runtime.getRuntime().availableProcessors()));
        try (PageServer page = PageServer.start(options, fault -> {
                    err.println("longhaul: " + fault);
                    err.flush();
                });
                Signals signals = Signals.heardBy(signal -> ended.countDown())) {
            out.println("The page is at " + page.address());
            if (!at.isLoopbackAddress()) {
                out.println("Whoever reaches this machine at that address can use it.");
            }
            out.println("Ctrl-C ends it.");
            out.flush();
            page.answerAhead();
            ended.await();
            return ExitCode.DONE;
        } catch (BindException e) {
            throw new WrongInputException(
                    "--port: " + port + " of " + at.getHostAddress() + " cannot be had (" + e.getMessage()
                            + "); maybe --port 0, which takes any that is free",
                    e);
        } catch (ReplayRefusedException e) {
            throw new WrongInputException("A run cannot be shown: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INCOMPLETE;
        }
    }

    private InetAddress at() {
        try {
            return address == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new WrongInputException("--address: " + address + " is no address of this machine", e);
        }
    }

    private int pack(Path folder) throws IOException {
        if (runs.isEmpty()) {
            throw new WrongInputException("--pack needs a RUN to pack");
        }
        Files.createDirectories(folder);
        for (Path run : runs) {
            Path archive = folder.resolve(run.toAbsolutePath().normalize().getFileName() + ".zip");
            PageServer.pack(run, archive);
            spec.commandLine().getOut().println(archive + "  " + Files.size(archive) + " bytes");
        }
        return ExitCode.DONE;
    }
}
