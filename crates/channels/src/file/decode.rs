//! From bytes in any encoding to text, as a stream.
//!
//! A byte order mark decides. Without one, bytes are ASCII until the first that is not; from there on a window of text
//! is judged: UTF-8 where it is valid (one slip in ten is taken for damage, not for another encoding), else whichever of
//! GB18030, Big5 and Windows-1252 gives the more usual letters.

use super::open::Bytes;
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

/// Text as UTF-8 bytes, whatever it was.
pub struct Text {
    source: Bytes,
    raw: Vec<u8>,
    started: bool,
    declared: Option<&'static Encoding>,
    decoder: Option<Decoder>,
    encoding: &'static Encoding,
    out: Vec<u8>,
    given: usize,
    ended: bool,
    /// Why no more could be read.
    failed: Option<io::Error>,
}

impl Text {
    /// Stands for bytes that mean nothing in the encoding: a code point that no text may hold (a noncharacter), so that
    /// it cannot be taken for something that was written.
    pub const BROKEN: char = '\u{fdd0}';
    /// Bytes decoded at a time: in larger pieces, unpacking copies less.
    const PIECE: usize = 256 * 1024;
    /// The window that is judged.
    const WINDOW: usize = 64 * 1024;

    pub(super) fn new(source: Bytes) -> Text {
        Text {
            source,
            raw: Vec::new(),
            started: false,
            declared: None,
            decoder: None,
            encoding: UTF_8,
            out: Vec::new(),
            given: 0,
            ended: false,
            failed: None,
        }
    }

    /// The encoding found so far, by its WHATWG name; UTF-8 as long as all is ASCII.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Reads until `raw` holds `want` bytes or the source ends.
    fn gather(&mut self, want: usize) -> io::Result<()> {
        let mut held = self.raw.len();
        self.raw.resize(want.max(held), 0);
        while held < self.raw.len() && !self.ended && self.failed.is_none() {
            match self.source.read(&mut self.raw[held..]) {
                Ok(count) => {
                    held += count;
                    self.ended = count == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.failed = Some(error),
            }
        }
        self.raw.truncate(held);
        // What came before the failure is given out before it is told.
        self.failed.take_if(|_| held == 0).map_or(Ok(()), Err)
    }

    fn decode_as(&mut self, encoding: &'static Encoding) {
        self.encoding = encoding;
        self.decoder = Some(encoding.new_decoder_without_bom_handling());
    }

    fn start(&mut self) {
        self.started = true;
        let mark = Encoding::for_bom(&self.raw);
        if let Some((encoding, length)) = mark {
            self.raw.drain(..length);
            self.decode_as(encoding);
        } else if let Some(encoding) = wide(&self.raw) {
            self.decode_as(encoding);
        }
        self.declared = declared(&self.raw);
    }

    /// Decodes the next piece into the empty `out`. It stays empty only at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.given = 0;
        while self.out.is_empty() {
            self.gather(Text::PIECE)?;
            if !self.started {
                self.start();
            }
            if self.raw.is_empty() && self.decoder.is_none() {
                return Ok(());
            }
            match &mut self.decoder {
                None => {
                    let plain = Encoding::ascii_valid_up_to(&self.raw);
                    if plain == self.raw.len() {
                        std::mem::swap(&mut self.out, &mut self.raw);
                    } else if plain > 0 {
                        self.out.extend(self.raw.drain(..plain));
                    } else {
                        let encoding = judged(&self.raw, self.declared);
                        self.decode_as(encoding);
                    }
                }
                Some(decoder) => {
                    decode(decoder, &self.raw, self.ended, &mut self.out);
                    self.raw.clear();
                    if self.ended {
                        // The decoder has flushed; a finished one must not be used again.
                        self.decoder = None;
                        self.source = Box::new(io::empty());
                        if self.out.is_empty() {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // As long as all is ASCII it goes straight to where it is wanted.
        let nothing_held = self.given == self.out.len() && self.raw.is_empty() && self.failed.is_none();
        if nothing_held && self.started && !self.ended && self.decoder.is_none() {
            let count = self.source.read(buffer)?;
            let plain = Encoding::ascii_valid_up_to(&buffer[..count]);
            self.raw.extend_from_slice(&buffer[plain..count]);
            if plain > 0 {
                return Ok(plain);
            }
        }
        let ready = self.fill_buf()?;
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given == self.out.len() {
            self.refill()?;
        }
        Ok(&self.out[self.given..])
    }

    fn consume(&mut self, length: usize) {
        self.given = (self.given + length).min(self.out.len());
    }
}

/// The beginning of a log as text; a character cut off at the end is left out.
pub(super) fn decoded(head: &[u8]) -> String {
    let (encoding, length) = match Encoding::for_bom(head) {
        Some(found) => found,
        None => (wide(head).unwrap_or_else(|| judged(head, declared(head))), 0),
    };
    let mut out = Vec::new();
    decode(&mut encoding.new_decoder_without_bom_handling(), &head[length..], false, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    loop {
        let start = out.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(Text::WINDOW);
        out.resize(start + room, 0);
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut out[start..], last);
        out.truncate(start + written);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                let mut buffer = [0; 4];
                out.extend_from_slice(Text::BROKEN.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}

/// UTF-16 without a mark: text in any language has many characters of one byte's worth (digits, commas, line ends).
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) / 2 * 2];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if pairs < 4 {
        None
    } else if odd * 5 > pairs && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 5 > pairs && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let line = bytes.strip_prefix(b"<?xml")?;
    let line = &line[..line.iter().position(|byte| *byte == b'>')?];
    let text = std::str::from_utf8(line).ok()?;
    let value = text.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// Judges bytes that begin with one that is not ASCII, or hold some.
fn judged(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let window = &bytes[..bytes.len().min(Text::WINDOW)];
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in window.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let cut_off = std::str::from_utf8(window).is_err_and(|error| error.error_len().is_none());
    broken -= usize::from(cut_off);
    if broken * 10 <= sound || (broken == 0 && sound == 0) {
        return UTF_8;
    }
    if let Some(declared) = declared.filter(|declared| *declared != UTF_8) {
        return declared;
    }
    let candidates = [(GB18030, usual(window, GB18030)), (BIG5, usual(window, BIG5)), (WINDOWS_1252, western(window))];
    let best = candidates.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    best.map_or(UTF_8, |(encoding, _)| encoding)
}

/// How usual a text looks when read as Chinese: 1 where all its characters are common, below 0 where it is noise.
fn usual(bytes: &[u8], encoding: &'static Encoding) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mut score = 0.0;
    let mut counted = 0.0_f64;
    for c in text.chars().filter(|c| !c.is_ascii()) {
        counted += 1.0;
        score += match c {
            '\u{fffd}' => -3.0,
            _ if COMMON.contains(c) => 1.0,
            '、' | '。' | '“' | '”' | '「' | '」' | '《' | '》' | '\u{ff01}'..='\u{ff5e}' => 0.7,
            '\u{4e00}'..='\u{9fff}' => -0.3,
            _ => -0.7,
        };
    }
    score / counted.max(1.0)
}

/// How usual a text looks when read as western European: accented letters stand alone among plain ones.
fn western(bytes: &[u8]) -> f64 {
    const LETTERS: &str = "ÄÖÜäöüßÀÂÇÈÉÊËÎÔÙÛàâçèéêëîïôùûœÁÍÓÚÑáíóúñãõÅÆØåæøìò€£§°–’“”„«»·";
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let mut score = 0.0;
    let mut counted = 0.0_f64;
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if !c.is_ascii() {
            let alone = before.is_ascii() && characters.peek().is_none_or(char::is_ascii);
            counted += 1.0;
            score += if alone && LETTERS.contains(c) { 0.9 } else { -0.7 };
        }
        before = c;
    }
    score / counted.max(1.0)
}

/// Common characters of Chinese prose and of the words of service, simplified and traditional.
const COMMON: &str = "\
的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔服消单客户订购退款货物流快递投诉咨询催拒绝失败成功超等待已未完处理关闭挂起转派工单坐席满意评价差很态度渠道来源微信电话网页店热线用户会员姓名手机号码编号时间状态步骤环节活动部门坐席结果备注金额标题内容创建更新操作创建付款支付发货签收取消开票换修复查询验证登录注册申请审核批准驳回提交办理受理完结归档优先级高低紧急普通类型地区产品产地早午晚餐送餐味房间酒店服务员前台卫生环境早点干净舒适满足推荐慢冷热吃肉饭菜汤辣\
這個們來為國說時會對學過發後裡種經麼現當沒動還進樣實軍無與長將兩間問戰頭體見產機從兒東聲員論處義幾認條氣題爾變電數報結務場計資許統區隊馬決書則聽達強難權設類據邊張該規萬覺術領確傳師觀讓識帶導爭運筆單戶訂購貨遞投訴諮詢絕敗等待關閉掛轉評價態渠話網頁熱線會員號碼編間狀態驟環節動門結備註額標內創更新操創付簽收換復詢驗證錄註冊請審覈駁辦歸檔優級緊類型產點開業應總無產給與並從選擇處滿帳戶龍貨倉補寄銀";
