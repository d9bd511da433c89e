package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A decoder that fails as the test says. */
class ReaderDecoderTest {
  @Test
  void read_heapIsFull_isNotThePicturesFault() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");

    assertThatThrownBy(() -> read(full)).isSameAs(full);
  }

  @Test
  void read_arrayThatNoHeapCouldHold_isDamage() {
    OutOfMemoryError led = new OutOfMemoryError("Requested array size exceeds VM limit");

    assertThatThrownBy(() -> read(led))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageStartingWith("JPEG: content is damaged");
  }

  @Test
  void read_decoderThatRecursesForEver_isDamage() {
    assertThatThrownBy(() -> read(new StackOverflowError()))
        .isInstanceOf(ImageRejectedException.class);
  }

  private static void read(Error fault) {
    ReaderDecoder.read("JPEG", new Provider(fault), new byte[1], ImageLimits.DEFAULT);
  }

  private static final class Provider extends ImageReaderSpi {
    private final Error fault;

    Provider(Error fault) {
      this.fault = fault;
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(@Nullable Object extension) {
      return new Reader(this, fault);
    }

    @Override
    public Class<?>[] getInputTypes() {
      return STANDARD_INPUT_TYPE;
    }

    @Override
    public String getDescription(Locale locale) {
      return "fails";
    }
  }

  private static final class Reader extends ImageReader {
    private final Error fault;

    Reader(ImageReaderSpi provider, Error fault) {
      super(provider);
      this.fault = fault;
    }

    @Override
    public int getNumImages(boolean search) {
      return 1;
    }

    @Override
    public int getWidth(int index) {
      return 1;
    }

    @Override
    public int getHeight(int index) {
      return 1;
    }

    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int index) {
      return Collections.emptyIterator();
    }

    @Override
    public @Nullable IIOMetadata getStreamMetadata() {
      return null;
    }

    @Override
    public @Nullable IIOMetadata getImageMetadata(int index) {
      return null;
    }

    @Override
    public BufferedImage read(int index, ImageReadParam parameters) throws IOException {
      throw fault;
    }
  }
}
