package io.orfeas.launcher.pages;

import io.orfeas.launcher.Await;
import io.orfeas.launcher.Repository;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. */
final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser open() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(Requires.program("chromium").toFile());
    options.setCapability("goog:loggingPrefs", logs);
    // Builds run as root in containers, where the sandbox cannot be set up.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Requires.program("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Goes to an address, in a window of some size and with light or dark colours preferred. */
  void visit(String url, int width, int height, String colours) {
    driver.manage().window().setSize(new Dimension(width, height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    driver.get(url);
  }

  /** Where what the page saves goes. */
  void saveTo(Path folder) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString()));
  }

  /** Waits until a script returns true. */
  void await(String condition) throws Exception {
    Await.until(condition, () -> Boolean.TRUE.equals(run(condition)));
  }

  /** What a script returns. */
  Object run(String expression) {
    return driver.executeScript("return " + expression);
  }

  String text(String selector) {
    return String.valueOf(run("document.querySelector('" + selector + "').innerText"));
  }

  /** What the page complained of, such as what its security policy forbids, or a broken script. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /** Keeps what is seen, for those who want to look: {@code launcher/target/screenshots}. */
  void keep(String name) throws IOException {
    Path folder = Files.createDirectories(Repository.root().resolve("launcher/target/screenshots"));
    Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
