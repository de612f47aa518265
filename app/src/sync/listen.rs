//! The stream of events, read by fetch: the browser's own reader of such streams cannot send a token.

use shared::api::event::Event;
use shared::api::path;

use crate::remote::server::{Server, Trouble};
use crate::remote::transfer::Pieces;

/// Reads events until the stream ends, or `hear` says that it is enough.
pub(super) async fn listen(server: &Server, hear: impl Fn(Event) -> bool) -> Result<(), Trouble> {
    let response = server.open(path::EVENTS).await?;
    let mut pieces = Pieces::of(&response)?;
    let mut frames = Frames::default();
    while let Some(piece) = pieces.next().await? {
        for event in frames.take(&piece.to_vec()) {
            if !hear(event) {
                pieces.stop();
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Puts pieces together to events. What is none that this version knows is passed over.
#[derive(Debug, Default)]
struct Frames(Vec<u8>);

impl Frames {
    fn take(&mut self, piece: &[u8]) -> Vec<Event> {
        self.0.extend_from_slice(piece);
        let mut events = Vec::new();
        while let Some(at) = self.0.windows(2).position(|pair| pair == b"\n\n") {
            let frame: Vec<u8> = self.0.drain(..at + 2).collect();
            let text = String::from_utf8_lossy(&frame);
            let data: Vec<&str> =
                text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim_start).collect();
            events.extend(serde_json::from_str::<Event>(&data.join("\n")));
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_put_together_from_any_pieces() {
        let text = b": keep-alive\n\nevent: head\ndata: {\"event\":\"head\",\"seq\":8}\n\nevent: new\ndata: {\"event\":\"new\"}\n\n\
            event: head\ndata: {\"event\":\"head\",\"seq\":9}\n\n";
        for size in [1, 2, 7, text.len()] {
            let mut frames = Frames::default();
            let events: Vec<Event> = text.chunks(size).flat_map(|piece| frames.take(piece)).collect();
            assert_eq!(events, [Event::Head { seq: 8 }, Event::Head { seq: 9 }], "{size}");
        }
    }
}
